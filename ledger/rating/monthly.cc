#include "ledger/rating/monthly.h"

#include <algorithm>

namespace tally {
namespace {

constexpr int kWeeksOfYear = 52;
constexpr int kMonthsOfYear = 12;

}  // namespace

Fraction PeriodsAMonth(const v1::Cadence& cadence) {
  if (cadence.has_weeks() && cadence.weeks() > 0) {
    return Fraction(kWeeksOfYear) / Fraction(kMonthsOfYear) / Fraction(cadence.weeks());
  }
  return Fraction(1) / Fraction(std::max<int64_t>(1, cadence.months()));
}

}  // namespace tally
