#include "projections/review_queue.h"

#include <algorithm>
#include <cstdint>

namespace tally {
namespace {

// Unsigned, because the size of the smallest int64 is not an int64.
uint64_t SizeOf(const v1::Cause& cause) {
  const auto size = [](const v1::Money& effect) {
    const auto bits = static_cast<uint64_t>(effect.minor_units());
    return effect.minor_units() < 0 ? 0 - bits : bits;
  };
  return std::max(size(cause.quantity_effect()), size(cause.price_effect()));
}

void AddCause(const v1::DraftLine& rated, v1::ReviewEntry& entry) {
  const v1::Delta& delta = rated.delta();
  if (delta.quantity_effect().minor_units() == 0 && delta.price_effect().minor_units() == 0) return;
  v1::Cause& cause = *entry.add_causes();
  cause.set_line_id(rated.line().line_id());
  cause.set_description(rated.line().description());
  *cause.mutable_quantity_effect() = delta.quantity_effect();
  *cause.mutable_price_effect() = delta.price_effect();
  cause.set_previous_quantity(delta.previous_quantity());
  cause.set_quantity(rated.line().quantity());
  cause.set_previous_unit_price(delta.previous_unit_price());
  cause.set_unit_price(rated.line().unit_price());
}

// A line that vanished took its whole quantity with it.
void AddCause(const v1::VanishedLine& vanished, v1::ReviewEntry& entry) {
  if (vanished.change().minor_units() == 0) return;
  v1::Cause& cause = *entry.add_causes();
  cause.set_line_id(vanished.line().line_id());
  cause.set_description(vanished.line().description());
  *cause.mutable_quantity_effect() = vanished.change();
  cause.mutable_price_effect()->set_currency(vanished.change().currency());
  cause.set_previous_quantity(vanished.line().quantity());
  cause.set_quantity("0");
  cause.set_previous_unit_price(vanished.line().unit_price());
  cause.set_unit_price(vanished.line().unit_price());
}

void AddFlags(const google::protobuf::RepeatedPtrField<v1::Flag>& flags, const std::string& line_id,
              v1::ReviewEntry& entry) {
  for (const v1::Flag& flag : flags) {
    v1::ReviewFlag& shown = *entry.add_flags();
    shown.set_line_id(line_id);
    *shown.mutable_flag() = flag;
    if (flag.blocks() && !flag.has_waiver()) entry.set_blocked(true);
  }
}

void SetContent(const v1::DraftContent& content, v1::ReviewEntry& entry) {
  entry.set_name(content.bill_to().name());
  *entry.mutable_totals() = content.totals();
  entry.clear_previous_net();
  entry.clear_change();
  if (content.has_previous_net()) *entry.mutable_previous_net() = content.previous_net();
  if (content.has_change()) *entry.mutable_change() = content.change();
  entry.set_content_hash(content.content_hash());

  entry.clear_causes();
  for (const v1::DraftLine& rated : content.lines()) AddCause(rated, entry);
  for (const v1::VanishedLine& vanished : content.vanished_lines()) AddCause(vanished, entry);
  std::stable_sort(
      entry.mutable_causes()->begin(), entry.mutable_causes()->end(),
      [](const v1::Cause& left, const v1::Cause& right) { return SizeOf(left) > SizeOf(right); });
  entry.clear_flags();
  entry.set_blocked(false);
  AddFlags(content.flags(), "", entry);
  for (const v1::DraftLine& rated : content.lines()) {
    AddFlags(rated.flags(), rated.line().line_id(), entry);
  }
}

// Changes the entry of the draft that `event` is about.
template <class Event, class Change>
void Update(ReviewQueue& queue, const Event& event, const v1::RecordedEvent& recorded,
            Change change) {
  v1::ReviewEntry entry = *queue.entries.Find(event.org_id(), event.month(), event.customer_id());
  change(entry);
  entry.set_changed_position(recorded.position());
  queue.entries.Put(event.org_id(), event.month(), event.customer_id(), entry);
}

}  // namespace

void ReviewQueue::On(const v1::DraftGenerated& event, const v1::RecordedEvent& recorded) {
  v1::ReviewEntry entry;
  entry.set_customer_id(event.customer_id());
  entry.set_month(event.month());
  entry.set_status(v1::DRAFT_STATUS_IN_REVIEW);
  SetContent(event.content(), entry);
  entry.set_changed_position(recorded.position());
  entries.Insert(event.org_id(), event.month(), event.customer_id(), entry);
}

void ReviewQueue::On(const v1::DraftRegenerated& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded, [&](v1::ReviewEntry& entry) {
    if (entry.status() == v1::DRAFT_STATUS_REJECTED) {
      entry.set_status(v1::DRAFT_STATUS_IN_REVIEW);
      entry.clear_reason();
    }
    SetContent(event.content(), entry);
  });
}

void ReviewQueue::On(const v1::DraftLineOverridden& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded,
         [&](v1::ReviewEntry& entry) { SetContent(event.content(), entry); });
}

void ReviewQueue::On(const v1::DraftFlagsWaived& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded,
         [&](v1::ReviewEntry& entry) { SetContent(event.content(), entry); });
}

void ReviewQueue::On(const v1::DraftHeld& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded, [&](v1::ReviewEntry& entry) {
    entry.set_status(v1::DRAFT_STATUS_HELD);
    entry.set_reason(event.reason());
  });
}

void ReviewQueue::On(const v1::DraftReleased& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded, [&](v1::ReviewEntry& entry) {
    entry.set_status(v1::DRAFT_STATUS_IN_REVIEW);
    entry.clear_reason();
  });
}

void ReviewQueue::On(const v1::DraftRejected& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded, [&](v1::ReviewEntry& entry) {
    entry.set_status(v1::DRAFT_STATUS_REJECTED);
    entry.set_reason(event.reason());
  });
}

void ReviewQueue::On(const v1::DraftApproved& event, const v1::RecordedEvent& recorded) {
  Update(*this, event, recorded, [&](v1::ReviewEntry& entry) {
    entry.set_status(v1::DRAFT_STATUS_APPROVED);
    entry.set_invoice_number(event.invoice_number());
  });
}

}  // namespace tally
