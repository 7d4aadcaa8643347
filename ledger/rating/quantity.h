// Quantity: which of the counts of a month is billed.

#pragma once

#include <optional>

#include "ledger/calendar/period.h"
#include "ledger/rating/facts.h"
#include "tally/v1/plans.pb.h"

namespace tally {

struct BilledCount {
  // The count that is billed; nothing if there is none.
  std::optional<v1::Count> used;
  // The last count before the end of the month, which says how fresh the source is and what the
  // vendor charges.
  std::optional<v1::Count> last;
};

// Period end: the last count before the end, even of an earlier month. Period start: the last
// before the start or, without one, the first inside. Peak: the largest of the count at the start
// and all inside, of equal ones the first.
BilledCount ChooseCount(const CountSeries& series, v1::QuantityRule rule, const Span& month);

}  // namespace tally
