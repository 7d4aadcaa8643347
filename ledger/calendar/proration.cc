#include "ledger/calendar/proration.h"

#include <algorithm>

namespace tally {
namespace {

constexpr int64_t kDaysAMonth = 30;

// Returns the share from `start` to `end`, both counted from the start of a whole of `length`.
Share ShareBetween(int64_t start, int64_t end, int64_t length) {
  if (length <= 0) return {};
  return {std::max<int64_t>(end - start, 0), length};
}

bool IsLastOfMonth(absl::CivilDay day) { return absl::CivilMonth(day + 1) > absl::CivilMonth(day); }

// Returns how many months `days` is: from a day to the same day of another month, or to the last of
// one that is too short for it, or from there. Zero if it is no whole number of them.
int64_t WholeMonthsIn(const DaySpan& days) {
  const int first = days.start.day();
  const int last = days.end.day();
  if (first < last && !IsLastOfMonth(days.start)) return 0;
  if (first > last && !IsLastOfMonth(days.end)) return 0;
  return absl::CivilMonth(days.end) - absl::CivilMonth(days.start);
}

// Counts the days of a whole number of months as if each month had 30. The difference of two days'
// numbers is that of the actual days but for the ends of months between them, so parts add up.
class ThirtyDayCount {
 public:
  explicit ThirtyDayCount(const DaySpan& whole) : whole_(whole) {}

  int64_t operator()(absl::CivilDay day) const {
    return (absl::CivilMonth(day) - absl::CivilMonth(whole_.start)) * kDaysAMonth + NumberOf(day);
  }

 private:
  // The day of the month; of either end of the whole, the one that both have in longer months.
  int NumberOf(absl::CivilDay day) const {
    const bool is_end = day == whole_.start || day == whole_.end;
    return is_end ? std::max(whole_.start.day(), whole_.end.day()) : day.day();
  }

  const DaySpan& whole_;
};

}  // namespace

Share ShareByDay(const DaySpan& part, const DaySpan& whole) {
  const DaySpan clamped = Intersection(part, whole);
  return ShareBetween(clamped.start - whole.start, clamped.end - whole.start,
                      whole.end - whole.start);
}

Share ShareByThirtyDays(const DaySpan& part, const DaySpan& whole) {
  const int64_t months = WholeMonthsIn(whole);
  if (months <= 0) return ShareByDay(part, whole);
  const DaySpan clamped = Intersection(part, whole);
  const ThirtyDayCount count(whole);
  return ShareBetween(count(clamped.start), count(clamped.end), months * kDaysAMonth);
}

Share ShareBySecond(const Span& part, const Span& whole) {
  const auto second_of = [&](absl::Time instant) {
    const absl::Time clamped = std::max(whole.start, std::min(instant, whole.end));
    return absl::ToInt64Seconds(clamped - whole.start);
  };
  return ShareBetween(second_of(part.start), second_of(part.end), second_of(whole.end));
}

}  // namespace tally
