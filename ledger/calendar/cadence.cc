#include "ledger/calendar/cadence.h"

#include <algorithm>
#include <cstdint>

#include "ledger/calendar/date.h"

namespace tally {
namespace {

constexpr absl::CivilDay kFirstOfJanuary(2000, 1, 1);
constexpr absl::CivilDay kMonday(2000, 1, 3);

// Returns the greatest whole number that is not above numerator / denominator, which is positive.
int64_t FloorDivide(int64_t numerator, int64_t denominator) {
  const int64_t quotient = numerator / denominator;
  return numerator % denominator < 0 ? quotient - 1 : quotient;
}

// Returns the `number`th of `month`, or its last day if it is shorter.
absl::CivilDay DayIn(absl::CivilMonth month, int number) {
  return std::min(absl::CivilDay(month) + (number - 1), absl::CivilDay(month + 1) - 1);
}

DaySpan MonthsFrom(absl::CivilDay anchor, int64_t months, absl::CivilDay day) {
  const absl::CivilMonth first(anchor);
  const auto start_of = [&](int64_t nth) { return DayIn(first + nth * months, anchor.day()); };
  int64_t nth = FloorDivide(absl::CivilMonth(day) - first, months);
  // The period that starts in this month may start later in it.
  if (day < start_of(nth)) nth -= 1;
  return {start_of(nth), start_of(nth + 1)};
}

DaySpan WeeksFrom(absl::CivilDay anchor, int64_t weeks, absl::CivilDay day) {
  const int64_t days = 7 * weeks;
  const absl::CivilDay start = anchor + FloorDivide(day - anchor, days) * days;
  return {start, start + days};
}

}  // namespace

DaySpan PeriodOn(const v1::Cadence& cadence, absl::CivilDay day) {
  const auto anchor = ParseDate(cadence.anchor());
  if (cadence.has_weeks()) {
    return WeeksFrom(anchor.value_or(kMonday), std::max<int64_t>(cadence.weeks(), 1), day);
  }
  return MonthsFrom(anchor.value_or(kFirstOfJanuary), std::max<int64_t>(cadence.months(), 1), day);
}

std::vector<DaySpan> PeriodsIn(const v1::Cadence& cadence, const DaySpan& window) {
  std::vector<DaySpan> periods;
  for (absl::CivilDay day = window.start; day < window.end; day = periods.back().end) {
    periods.push_back(PeriodOn(cadence, day));
  }
  return periods;
}

}  // namespace tally
