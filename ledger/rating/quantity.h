// Quantity: how many of what was counted a part of a period bills.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/calendar/period.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/facts.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// From `day` on so many more, or fewer if negative; see QUANTITY_RULE_PER_CHANGE.
struct QuantityChange {
  absl::CivilDay day;
  Fraction change;
  // The count that says so: of several accounts the last one that changed that day, and the others.
  v1::CountEvidence evidence;
  std::vector<v1::CountEvidence> further_evidence;
};

// What was counted for one line.
struct Counted {
  // The quantity by the line's rule, before rounding up; nothing if nothing was ever counted. With
  // QUANTITY_RULE_PER_CHANGE, that at the start.
  std::optional<Fraction> quantity;
  // With QUANTITY_RULE_PER_CHANGE: the changes inside the part, by day.
  std::vector<QuantityChange> changes;
  // The counts that it rests on: the one that gave the quantity first, or for sums and averages all
  // in order.
  std::vector<v1::CountEvidence> evidence;
  // The source and meter that bill: the first of the line's that has a count.
  v1::CountSource billed;
  // The last count before the end, of the account that has the oldest such: it says how fresh the
  // figure is.
  std::optional<v1::Count> last;
  // What the other sources counted, by the same rule and in their order: 0, and no position, where
  // nothing was ever counted. Without amounts. With QUANTITY_RULE_PER_CHANGE, changes are weighed
  // by the days that are left.
  std::vector<v1::Drift> drifts;
  // Members that were not counted.
  v1::LeftOutMembers left_out;
  // Whether members were to be counted, but a count does not say who they are.
  bool members_missing = false;
};

// Returns what was counted for `counted` in `days`, which are `span` as instants. A day on which a
// count changes counts for the new one: the last count of the day. Several accounts of the customer
// are added up, or their members counted once. Period end: the last count before the end, even of
// an earlier month. Period start: the last before the start or, without one, the first inside.
// Peak: the largest of the count at the start and all inside, of equal ones the first. Accounts
// that `counted` names restrict those of its first source alone. In averages, a count stands from
// the second in which it was made. In an empty span stands what stood when it starts.
Counted CountFor(const DraftInput& input, const v1::CountedQuantity& counted, const DaySpan& days,
                 const Span& span);

// Returns the unit costs of `billed` that stand in `span`, for the prices that follow them: the
// last count with a cost before the start, if any, and then each inside that has another cost, by
// time. Of several accounts, the first that has a cost.
std::vector<v1::Count> CostsOf(const DraftInput& input, const v1::CountSource& billed,
                               const Span& span);

}  // namespace tally
