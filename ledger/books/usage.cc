#include "ledger/books/usage.h"

namespace tally {
namespace {

// The trigger that `entry`, of a line of `draft`, bills; nothing if it is an entry of another kind.
// Ids of different kinds may be the same, but no event records two kinds.
std::optional<v1::RecordedTrigger> TriggerOf(const Books& books, const v1::Draft& draft,
                                             const v1::BilledEntry& entry) {
  auto found =
      books.triggers.Find(draft.org_id(), draft.customer_id(), entry.entry_id(), entry.source_id());
  if (!found || found->position() != entry.position()) return std::nullopt;
  return found;
}

void SetBilledMonth(Books& books, const v1::Draft& draft, const std::string& month,
                    v1::RecordedTrigger row) {
  const std::string& org_id = draft.org_id();
  const std::string& customer_id = draft.customer_id();
  const std::string key = row.trigger().key();
  books.triggers_by_month.Delete(org_id, customer_id, row.billed_month(), key, row.source_id());
  row.set_billed_month(month);
  books.triggers_by_month.Put(org_id, customer_id, month, key, row.source_id(), {});
  books.triggers.Put(org_id, customer_id, key, row.source_id(), row);
}

// Gives the triggers of `draft` whose month is `from` the month `to`.
void Move(Books& books, const v1::Draft& draft, const std::string& from, const std::string& to) {
  if (draft.status() == v1::DRAFT_STATUS_REJECTED) return;
  for (const v1::DraftLine& rated : draft.content().lines()) {
    for (const v1::BilledEntry& entry : rated.line().entries()) {
      const auto trigger = TriggerOf(books, draft, entry);
      if (trigger && trigger->billed_month() == from) SetBilledMonth(books, draft, to, *trigger);
    }
  }
}

}  // namespace

void Evolve(Books& books, const v1::TimeRecorded& event, const v1::RecordedEvent& recorded) {
  v1::RecordedTime row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  for (const v1::TimeEntry& entry : event.entries()) {
    *row.mutable_entry() = entry;
    books.time_entries.Insert(event.org_id(), entry.customer_id(), entry.date(), event.source_id(),
                              entry.entry_id(), row);
    v1::TimeEntry place;
    place.set_customer_id(entry.customer_id());
    place.set_date(entry.date());
    books.time_entry_ids.Insert(event.org_id(), event.source_id(), entry.entry_id(), place);
  }
}

void Evolve(Books& books, const v1::ChargesRecorded& event, const v1::RecordedEvent& recorded) {
  v1::RecordedCharge row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  for (const v1::Charge& charge : event.charges()) {
    *row.mutable_charge() = charge;
    books.charges.Insert(event.org_id(), charge.customer_id(), charge.date(), event.source_id(),
                         charge.entry_id(), row);
    v1::Charge place;
    place.set_customer_id(charge.customer_id());
    place.set_date(charge.date());
    books.charge_ids.Insert(event.org_id(), event.source_id(), charge.entry_id(), place);
  }
}

void Evolve(Books& books, const v1::TriggersRecorded& event, const v1::RecordedEvent& recorded) {
  v1::RecordedTrigger row;
  row.set_source_id(event.source_id());
  row.set_position(recorded.position());
  for (const v1::Trigger& trigger : event.triggers()) {
    *row.mutable_trigger() = trigger;
    books.triggers.Insert(event.org_id(), trigger.customer_id(), trigger.key(), event.source_id(),
                          row);
    books.triggers_by_month.Insert(event.org_id(), trigger.customer_id(), "", trigger.key(),
                                   event.source_id(), {});
    v1::Trigger place;
    place.set_customer_id(trigger.customer_id());
    books.trigger_ids.Insert(event.org_id(), event.source_id(), trigger.key(), place);
  }
}

void BillTriggers(Books& books, const v1::Draft& draft) { Move(books, draft, "", draft.month()); }

void OpenTriggers(Books& books, const v1::Draft& draft) { Move(books, draft, draft.month(), ""); }

}  // namespace tally
