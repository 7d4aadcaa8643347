// Rounding: the one step from exact fractions to printed figures.

#pragma once

#include <cstdint>
#include <optional>

#include "ledger/money/fraction.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Where a figure goes that lies between two units. In each mode a credit is the exact negative of
// the charge that it reverses.
enum class RoundingMode {
  kHalfAwayFromZero,  // To the nearest, a half away from zero.
  kHalfEven,          // To the nearest, a half to the even one.
  kDown,              // Toward zero.
  kUp,                // Away from zero.
};

// Returns the mode that an org asks for; half away from zero if it asks for none.
RoundingMode FromProto(v1::Rounding rounding);

// Returns `value` as a whole number of units of 10^-digits, `digits` from 0 to 12: 10.275 is 1028
// at 2 digits. Nothing if `value` or value x 10^digits is out of range, or the result does not fit.
std::optional<int64_t> RoundToUnits(const Fraction& value, int digits, RoundingMode mode);

}  // namespace tally
