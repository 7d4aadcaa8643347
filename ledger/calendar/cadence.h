// Cadence: the periods in which a line is billed.
//
// Periods run from the anchor day, both ways, without gap or overlap. Months are always counted
// from the anchor and never from the last period, so that a 31st comes back after a short month,
// and a 29 February in the next leap year.

#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/calendar/period.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns the period of `cadence` that `day` is in. Without a length: the calendar month; without
// an anchor: from a 1 January, or a Monday.
DaySpan PeriodOn(const v1::Cadence& cadence, absl::CivilDay day);

// Returns the periods of `cadence` that share a day with `window`, in order; none if it is empty.
std::vector<DaySpan> PeriodsIn(const v1::Cadence& cadence, const DaySpan& window);

}  // namespace tally
