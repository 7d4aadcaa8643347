// Time entries: which work a line bills, for how long, and at which rate.

#pragma once

#include <optional>
#include <vector>

#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/periods.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

struct WorkedTime {
  v1::RecordedTime recorded;
  // Rounded up as the plan says. If sums are rounded, the last entry of each rate has what that
  // adds.
  Fraction hours;
};

// Returns the billable entries of `part`, in the order in which they use up what is included: by
// day, source and id. What a line that comes before in the plan bills is left out.
std::vector<WorkedTime> TimeOf(const DraftInput& input, const std::vector<LineLife>& lives,
                               const BilledPart& part);

// Returns the price of an hour beyond what is included for entries that have no rate of their own;
// nothing if tiers price it.
std::optional<Decimal> LineRate(const v1::PlanLine& line);

// Returns the price of an hour of `entry` beyond what is included: its own, its project's, or that
// of the line.
std::optional<Decimal> RateOf(const v1::PlanLine& line, const v1::TimeEntry& entry);

}  // namespace tally
