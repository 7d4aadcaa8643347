#include "ledger/reports/recurring.h"

#include <gtest/gtest.h>

#include "ledger/reports/exact_text.h"
#include "support/text.h"

namespace tally {
namespace {

v1::Invoice October(absl::string_view lines) {
  return Parse<v1::Invoice>(absl::StrCat("period { month: '2026-10' } ", lines));
}

std::string LineText(absl::string_view line_id, absl::string_view more, int64_t amount) {
  return absl::StrCat("lines { line_id: '", line_id, "' item_id: 'seat' ", more,
                      " amount { minor_units: ", amount, " currency: 'EUR' } } ");
}

constexpr absl::CivilDay kEndOfOctober(2026, 10, 31);

// What a line with the cadence comes to a month at the end of October, in cents.
std::string Monthly(absl::string_view cadence, const v1::Invoice& invoice) {
  const auto line =
      Parse<v1::PlanLine>(absl::StrCat("line_id: 'seats' item_id: 'seat' fixed {} ", cadence));
  return ExactText(MonthlyAmount(line, BillsOf(invoice), kEndOfOctober));
}

TEST(Recurring, IsTheBilledAmountOverTheMonthsOfTheCadence) {
  const v1::Invoice month = October(LineText("seats", "", 3000));
  EXPECT_EQ(Monthly("", month), "3000");
  const v1::Invoice quarter = October(
      LineText("seats", "service { first_day: '2026-10-01' end_day: '2027-01-01' }", 10000));
  EXPECT_EQ(Monthly("cadence { months: 3 }", quarter), "10000/3");
  const v1::Invoice weeks =
      October(LineText("seats", "service { first_day: '2026-10-26' end_day: '2026-11-09' }", 600));
  EXPECT_EQ(Monthly("cadence { weeks: 2 }", weeks), "1300");
}

TEST(Recurring, CountsAPartOfAPeriodAsTheWhole) {
  const char* half =
      "service { first_day: '2026-10-16' end_day: '2026-11-01' } "
      "share { numerator: 16 denominator: 31 } ";
  EXPECT_EQ(Monthly("", October(LineText("seats", half, 1600))), "3100");
  // The discount of the part is a part, too.
  EXPECT_EQ(Monthly("", October(LineText("seats", half, 1600) +
                                LineText("seats.discount",
                                         "plan_line_id: 'seats' part: LINE_PART_DISCOUNT", -160))),
            "2790");
}

TEST(Recurring, IsWhatTookThePlaceOfWhatWasBilled) {
  const v1::Invoice invoice =
      October(LineText("seats", "service { first_day: '2026-10-01' end_day: '2026-11-01' }", 3100) +
              LineText("seats.unused",
                       "plan_line_id: 'seats' part: LINE_PART_UNUSED "
                       "service { first_day: '2026-10-16' end_day: '2026-11-01' }",
                       -1600) +
              LineText("seats.changed",
                       "plan_line_id: 'seats' part: LINE_PART_CHANGED "
                       "service { first_day: '2026-10-16' end_day: '2026-11-01' } "
                       "share { numerator: 16 denominator: 31 }",
                       3200));
  EXPECT_EQ(Monthly("", invoice), "6200");
}

TEST(Recurring, AddsChangesInsideAPeriod) {
  const char* rule = "rule: QUANTITY_RULE_PER_CHANGE ";
  const v1::Invoice invoice =
      October(LineText("seats", rule, 3000) +
              LineText("seats.2",
                       absl::StrCat(rule,
                                    "plan_line_id: 'seats' service { first_day: '2026-10-20' "
                                    "end_day: '2026-11-01' }"),
                       400));
  EXPECT_EQ(Monthly("", invoice), "3400");
}

TEST(Recurring, LeavesOutWhatDoesNotRecur) {
  const v1::Invoice invoice =
      October(LineText("seats", "", 3000) +
              LineText("seats.credit", "plan_line_id: 'seats' part: LINE_PART_CREDIT", -500) +
              LineText("seats.late", "plan_line_id: 'seats' part: LINE_PART_LATE", 700) +
              LineText("least", "part: LINE_PART_MINIMUM", 900));
  EXPECT_EQ(Monthly("", invoice), "3000");
  EXPECT_TRUE(IsRecurring(Parse<v1::PlanLine>("counted {}")));
  EXPECT_FALSE(IsRecurring(Parse<v1::PlanLine>("time {}")));
}

TEST(Recurring, GoesOnAsTheLastPeriodWasBilled) {
  const auto line = Parse<v1::PlanLine>("line_id: 'seats' fixed {}");
  const auto bills = BillsOf(October(LineText("seats", "", 3000)));
  EXPECT_EQ(MonthlyAmount(line, bills, absl::CivilDay(2026, 12, 31)), Fraction(3000));
  EXPECT_EQ(MonthlyAmount(line, bills, absl::CivilDay(2026, 9, 30)), Fraction());
  EXPECT_EQ(MonthlyAmount(Parse<v1::PlanLine>("line_id: 'other' fixed {}"), bills, kEndOfOctober),
            Fraction());
}

}  // namespace
}  // namespace tally
