#include "ledger/money/rounding.h"

#include <limits>

#include "ledger/money/power_of_ten.h"

namespace tally {
namespace {

// Whether the quotient is the farther from zero of its two neighbours.
bool RoundsAway(__int128 quotient, __int128 rest, __int128 divisor, RoundingMode mode) {
  const __int128 size = rest < 0 ? -rest : rest;
  if (mode == RoundingMode::kDown) return false;
  if (mode == RoundingMode::kUp) return size > 0;
  const __int128 missing = divisor - size;
  if (size != missing) return size > missing;
  return mode == RoundingMode::kHalfAwayFromZero || quotient % 2 != 0;
}

}  // namespace

RoundingMode FromProto(v1::Rounding rounding) {
  switch (rounding) {
    case v1::ROUNDING_HALF_EVEN:
      return RoundingMode::kHalfEven;
    case v1::ROUNDING_DOWN:
      return RoundingMode::kDown;
    case v1::ROUNDING_UP:
      return RoundingMode::kUp;
    case v1::ROUNDING_UNSPECIFIED:
    case v1::ROUNDING_HALF_AWAY_FROM_ZERO:
    case v1::Rounding_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Rounding_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return RoundingMode::kHalfAwayFromZero;
}

std::optional<int64_t> RoundToUnits(const Fraction& value, int digits, RoundingMode mode) {
  const Fraction units = value * Fraction(PowerOfTen(digits));
  if (!units.in_range()) return std::nullopt;

  __int128 rounded = units.numerator() / units.denominator();
  const __int128 rest = units.numerator() % units.denominator();
  if (RoundsAway(rounded, rest, units.denominator(), mode)) {
    rounded += units.numerator() < 0 ? -1 : 1;
  }
  if (rounded < std::numeric_limits<int64_t>::min()) return std::nullopt;
  if (rounded > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(rounded);
}

}  // namespace tally
