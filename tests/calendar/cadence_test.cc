#include "ledger/calendar/cadence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/calendar/date.h"

namespace tally {
namespace {

absl::CivilDay Day(absl::string_view text) { return *ParseDate(text); }

v1::Cadence Months(uint32_t months, absl::string_view anchor) {
  v1::Cadence cadence;
  cadence.set_months(months);
  cadence.set_anchor(std::string(anchor));
  return cadence;
}

v1::Cadence Weeks(uint32_t weeks, absl::string_view anchor) {
  v1::Cadence cadence;
  cadence.set_weeks(weeks);
  cadence.set_anchor(std::string(anchor));
  return cadence;
}

std::string Words(const DaySpan& days) {
  return FormatDate(days.start) + " " + FormatDate(days.end);
}

TEST(PeriodOn, RunsFromTheAnchorBothWays) {
  struct Row {
    v1::Cadence cadence;
    const char* day;
    const char* period;
  };
  const Row rows[] = {
      // Calendar months, quarters and years; weeks from Monday.
      {v1::Cadence(), "2026-04-15", "2026-04-01 2026-05-01"},
      {v1::Cadence(), "2024-02-29", "2024-02-01 2024-03-01"},
      {Months(1, ""), "2026-12-31", "2026-12-01 2027-01-01"},
      {Months(3, ""), "2026-05-31", "2026-04-01 2026-07-01"},
      {Months(12, ""), "1999-12-31", "1999-01-01 2000-01-01"},
      {Months(5, ""), "2000-06-01", "2000-06-01 2000-11-01"},
      {Weeks(1, ""), "2026-04-15", "2026-04-13 2026-04-20"},
      {Weeks(1, ""), "1999-12-31", "1999-12-27 2000-01-03"},
      // On the day, the day before, and long before the anchor.
      {Months(1, "2026-01-15"), "2026-03-15", "2026-03-15 2026-04-15"},
      {Months(1, "2026-01-15"), "2026-03-14", "2026-02-15 2026-03-15"},
      {Months(1, "2026-01-15"), "2019-07-01", "2019-06-15 2019-07-15"},
      {Months(5, "2026-01-15"), "2026-01-14", "2025-08-15 2026-01-15"},
      {Months(5, "2026-01-15"), "2025-08-14", "2025-03-15 2025-08-15"},
      {Weeks(2, "2026-04-15"), "2026-04-28", "2026-04-15 2026-04-29"},
      {Weeks(2, "2026-04-15"), "2026-04-14", "2026-04-01 2026-04-15"},
      {Weeks(2, "2026-04-15"), "2026-03-31", "2026-03-18 2026-04-01"},
      {Weeks(52, "2026-01-01"), "2026-12-31", "2026-12-31 2027-12-30"},
      // Days that not every month has.
      {Months(1, "2025-01-29"), "2025-02-28", "2025-02-28 2025-03-29"},
      {Months(1, "2025-01-30"), "2025-02-27", "2025-01-30 2025-02-28"},
      {Months(3, "2025-11-30"), "2026-02-28", "2026-02-28 2026-05-30"},
      {Months(12, "2024-02-29"), "2026-02-28", "2026-02-28 2027-02-28"},
      {Months(12, "2024-02-29"), "2028-02-28", "2027-02-28 2028-02-29"},
      {Months(12, "2024-02-29"), "2028-02-29", "2028-02-29 2029-02-28"},
      {Months(1, "2024-02-29"), "2024-03-28", "2024-02-29 2024-03-29"},
      // P05 of the worked examples.
      {Months(12, "2017-07-27"), "2018-01-24", "2017-07-27 2018-07-27"},
      {Months(1, "2017-07-25"), "2018-01-24", "2017-12-25 2018-01-25"},
  };
  for (const auto& [cadence, day, period] : rows) {
    EXPECT_EQ(Words(PeriodOn(cadence, Day(day))), period)
        << day << " of " << cadence.ShortDebugString();
  }
}

// D01 and D03 of the worked examples.
TEST(PeriodsIn, KeepTheDayOfTheAnchor) {
  struct Row {
    const char* anchor;
    std::vector<const char*> starts;
  };
  const Row rows[] = {
      {"2024-01-31", {"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"}},
      {"2025-01-31", {"2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"}},
      {"2025-01-30", {"2025-01-30", "2025-02-28", "2025-03-30", "2025-04-30", "2025-05-30"}},
      {"2024-01-29", {"2024-01-29", "2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29"}},
  };
  for (const auto& [anchor, starts] : rows) {
    const DaySpan window{Day(anchor), Day(starts.back()) + 1};
    const std::vector<DaySpan> periods = PeriodsIn(Months(1, anchor), window);
    ASSERT_EQ(periods.size(), starts.size()) << anchor;
    for (size_t i = 0; i < starts.size(); ++i) {
      EXPECT_EQ(FormatDate(periods[i].start), starts[i]) << anchor;
    }
  }
}

TEST(PeriodsIn, ShareADayWithTheWindow) {
  const v1::Cadence cadence = Months(1, "2026-01-15");
  const auto count = [&](absl::string_view start, absl::string_view end) {
    return PeriodsIn(cadence, {Day(start), Day(end)}).size();
  };
  EXPECT_EQ(count("2026-03-01", "2026-04-01"), 2U);
  EXPECT_EQ(count("2026-03-15", "2026-04-15"), 1U);
  EXPECT_EQ(count("2026-03-14", "2026-04-16"), 3U);
  EXPECT_EQ(count("2026-03-20", "2026-03-21"), 1U);
  EXPECT_EQ(count("2026-03-20", "2026-03-20"), 0U);
  EXPECT_EQ(count("2026-03-20", "2026-03-01"), 0U);
}

// Any number from `min` up to `max`, and not mostly small ones.
template <typename T>
rc::Gen<T> Within(T min, T max) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max));
}

rc::Gen<absl::CivilDay> AnyDay() {
  const absl::CivilDay first(1900, 1, 1);
  const auto any =
      rc::gen::map(Within<int64_t>(0, 200 * 365), [first](int64_t days) { return first + days; });
  // The last days of months are where cadences go wrong.
  const auto late = rc::gen::map(rc::gen::pair(Within(0, 200 * 12), Within(1, 5)),
                                 [first](const std::pair<int, int>& back) {
                                   const absl::CivilMonth month(first);
                                   return absl::CivilDay(month + back.first + 1) - back.second;
                                 });
  return rc::gen::oneOf(any, late);
}

rc::Gen<v1::Cadence> AnyCadence() {
  return rc::gen::exec([] {
    v1::Cadence cadence;
    switch (*Within(0, 5)) {
      case 0:
        cadence.set_weeks(*Within<uint32_t>(1, 53));
        break;
      case 1:
        break;
      default:
        cadence.set_months(
            *rc::gen::oneOf(rc::gen::element<uint32_t>(1, 2, 3, 6, 12), Within<uint32_t>(1, 121)));
    }
    if (*Within(0, 4) > 0) cadence.set_anchor(FormatDate(*AnyDay()));
    return cadence;
  });
}

RC_GTEST_PROP(PeriodOn, HoldsTheDayAndTouchesItsNeighbours, ()) {
  const v1::Cadence cadence = *AnyCadence();
  const absl::CivilDay day = *AnyDay();
  const DaySpan period = PeriodOn(cadence, day);
  RC_ASSERT(period.contains(day));
  RC_ASSERT(PeriodOn(cadence, period.start) == period);
  RC_ASSERT(PeriodOn(cadence, period.end - 1) == period);
  RC_ASSERT(PeriodOn(cadence, period.start - 1).end == period.start);
  RC_ASSERT(PeriodOn(cadence, period.end).start == period.end);
}

RC_GTEST_PROP(PeriodOn, StartsOnTheDayOfTheAnchor, ()) {
  v1::Cadence cadence = *AnyCadence();
  const absl::CivilDay anchor = *AnyDay();
  cadence.set_anchor(FormatDate(anchor));
  const absl::CivilDay start = PeriodOn(cadence, *AnyDay()).start;
  RC_ASSERT(PeriodOn(cadence, anchor).start == anchor);
  if (cadence.has_weeks()) {
    RC_ASSERT((start - anchor) % (7 * cadence.weeks()) == 0);
    RC_ASSERT(PeriodOn(cadence, start).end - start == 7 * cadence.weeks());
    return;
  }
  const absl::CivilMonth month(start);
  const int64_t length = std::max(cadence.months(), 1U);
  const int last = (absl::CivilDay(month + 1) - 1).day();
  RC_ASSERT(start.day() == std::min(anchor.day(), last));
  RC_ASSERT((month - absl::CivilMonth(anchor)) % length == 0);
  RC_ASSERT(absl::CivilMonth(PeriodOn(cadence, start).end) - month == length);
}

RC_GTEST_PROP(PeriodsIn, AreThoseOfTheDaysOfTheWindow, ()) {
  const v1::Cadence cadence = *AnyCadence();
  const absl::CivilDay first = *AnyDay();
  const DaySpan window{first, first + *Within(0, 800)};
  std::vector<DaySpan> expected;
  for (absl::CivilDay day = window.start; day < window.end; ++day) {
    const DaySpan period = PeriodOn(cadence, day);
    if (expected.empty() || expected.back() != period) expected.push_back(period);
  }
  RC_ASSERT(PeriodsIn(cadence, window) == expected);
}

}  // namespace
}  // namespace tally
