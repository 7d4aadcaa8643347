#include "ledger/calendar/period.h"

#include <algorithm>

#include "ledger/calendar/zone.h"

namespace tally {

DaySpan Intersection(const DaySpan& left, const DaySpan& right) {
  const absl::CivilDay start = std::max(left.start, right.start);
  return {start, std::max(start, std::min(left.end, right.end))};
}

DaySpan DaysOf(absl::CivilMonth month) {
  return {absl::CivilDay(month), absl::CivilDay(month + 1)};
}

Span SpanOf(const DaySpan& days, const absl::TimeZone& zone) {
  return {FirstInstantOf(days.start, zone), FirstInstantOf(days.end, zone)};
}

Span MonthSpan(absl::CivilMonth month, const absl::TimeZone& zone) {
  return SpanOf(DaysOf(month), zone);
}

}  // namespace tally
