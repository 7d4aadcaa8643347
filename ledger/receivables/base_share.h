// BaseShare: what a part of an amount is in the books, in the org's currency.

#pragma once

#include "ledger/money/rounding.h"
#include "tally/v1/money.pb.h"

namespace tally {

// Returns what `part` of `left` is of `left_base`: in proportion, rounded once, and all of it if
// the part is all that is left. So parts that are taken one after the other add up exactly once
// nothing is left. `part` is from nothing to `left`.
v1::Money BaseShare(const v1::Money& part, const v1::Money& left, const v1::Money& left_base,
                    RoundingMode mode);

}  // namespace tally
