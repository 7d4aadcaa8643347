#include "ledger/rating/triggered_lines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/takes.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

using DraftLines = google::protobuf::RepeatedPtrField<v1::DraftLine>;

// Whether a line of `before` bills it. Entries of other kinds may have the same id, but no event
// records two kinds.
bool IsBilledBy(const DraftLines& before, const v1::RecordedTrigger& recorded) {
  return std::ranges::any_of(before, [&](const v1::DraftLine& rated) {
    return std::ranges::any_of(rated.line().entries(), [&](const v1::BilledEntry& entry) {
      return entry.source_id() == recorded.source_id() && entry.position() == recorded.position() &&
             entry.entry_id() == recorded.trigger().key();
    });
  });
}

void AddEntry(const v1::RecordedTrigger& recorded, v1::Line& line) {
  v1::BilledEntry& entry = *line.add_entries();
  entry.set_source_id(recorded.source_id());
  entry.set_entry_id(recorded.trigger().key());
  entry.set_position(recorded.position());
  entry.set_quantity("1");
}

absl::StatusOr<v1::DraftLine> RateTrigger(const DraftInput& input, const BilledPart& part,
                                          const v1::RecordedTrigger& recorded) {
  const v1::Trigger& trigger = recorded.trigger();
  v1::DraftLine rated = NewLine(input, part);
  v1::Line& line = *rated.mutable_line();
  // What happened is billed whole, also in a part of a period.
  line.clear_share();
  if (!trigger.description().empty()) {
    absl::StrAppend(line.mutable_description(), ": ", trigger.description());
  }
  line.set_quantity("1");
  const std::string& price =
      trigger.amount().empty() ? part.line.held().unit_price() : trigger.amount();
  line.set_unit_price(DecimalOf(price).ToString());
  AddEntry(recorded, line);
  if (absl::Status amount = SetAmountAtUnitPrice(input, rated); !amount.ok()) return amount;
  return rated;
}

}  // namespace

absl::StatusOr<std::vector<v1::DraftLine>> RateTriggered(const DraftInput& input,
                                                         const BilledPart& part,
                                                         const DraftLines& before) {
  std::vector<v1::DraftLine> lines;
  BilledPart triggered = part;
  for (const auto& recorded :
       input.facts.OpenTriggers(input.customer.customer_id(), part.days.end, input.month)) {
    if (!Takes(part.line.triggered(), recorded.trigger())) continue;
    if (IsBilledBy(before, recorded)) continue;
    absl::StatusOr<v1::DraftLine> rated = RateTrigger(input, triggered, recorded);
    if (!rated.ok()) return rated.status();
    lines.push_back(*std::move(rated));
    ++triggered.nth;
  }
  return lines;
}

}  // namespace tally
