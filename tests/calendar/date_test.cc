#include "ledger/calendar/date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tally {
namespace {

TEST(ParseDate, ReadsDaysThatThereAre) {
  EXPECT_EQ(ParseDate("2026-04-15"), absl::CivilDay(2026, 4, 15));
  EXPECT_EQ(ParseDate("2024-02-29"), absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(ParseDate("2000-02-29"), absl::CivilDay(2000, 2, 29));
  EXPECT_EQ(ParseDate("1900-01-01"), absl::CivilDay(1900, 1, 1));
  EXPECT_EQ(ParseDate("9999-12-31"), absl::CivilDay(9999, 12, 31));
}

TEST(ParseDate, RefusesOtherText) {
  const absl::string_view texts[] = {
      "",
      "2026-02-29",
      "1900-02-29",
      "2026-04-31",
      "2026-00-10",
      "2026-13-01",
      "2026-01-00",
      "2026-01-32",
      "1899-12-31",
      "0000-01-01",
      "10000-01-01",
      "2026-4-15",
      "2026-04-5",
      "26-04-15",
      "2026/04/15",
      "2026-04/15",
      "20260415",
      " 2026-04-15",
      "2026-04-15 ",
      "2026-04- 5",
      "2026-04-+5",
      "2026-04--5",
      "+026-04-15",
      "-026-04-15",
      "2026-04-15T00:00:00Z",
      "15-04-2026",
      "2026-W16-3",
      "2026-105",
      "2026-04",
  };
  for (const absl::string_view text : texts) EXPECT_FALSE(ParseDate(text)) << text;
}

TEST(ParseMonth, ReadsMonthsThatThereAre) {
  EXPECT_EQ(ParseMonth("2026-10"), absl::CivilMonth(2026, 10));
  EXPECT_EQ(ParseMonth("1900-01"), absl::CivilMonth(1900, 1));
  EXPECT_EQ(ParseMonth("9999-12"), absl::CivilMonth(9999, 12));
  for (const absl::string_view text : {"", "2026-00", "2026-13", "1899-12", "2026-1", "202610",
                                       "2026/10", "2026-10-01", " 2026-10", "2026- 1", "2026-+1"}) {
    EXPECT_FALSE(ParseMonth(text)) << text;
  }
}

RC_GTEST_PROP(ParseDate, ReadsWhatFormatDateWrites, ()) {
  const int days = absl::CivilDay(10000, 1, 1) - absl::CivilDay(1900, 1, 1);
  const absl::CivilDay day = absl::CivilDay(1900, 1, 1) + *rc::gen::inRange(0, days);
  RC_ASSERT(FormatDate(day).size() == 10U);
  RC_ASSERT(ParseDate(FormatDate(day)) == day);
  RC_ASSERT(ParseMonth(FormatMonth(absl::CivilMonth(day))) == absl::CivilMonth(day));
}

}  // namespace
}  // namespace tally
