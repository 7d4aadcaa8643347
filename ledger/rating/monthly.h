// Monthly: what is billed by other periods, by the month.

#pragma once

#include "ledger/money/fraction.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns how many periods of `cadence` a month has: 1/3 for a quarter, and by weeks as many as 52
// weeks in 12 months make.
Fraction PeriodsAMonth(const v1::Cadence& cadence);

}  // namespace tally
