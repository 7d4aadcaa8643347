#include "ledger/rating/quantity.h"

#include <gtest/gtest.h>

#include "ledger/calendar/period.h"
#include "ledger/calendar/zone.h"
#include "support/month.h"
#include "support/printed.h"

namespace tally {
namespace {

// The quantity by `rule`, as `quantity`, or `quantity (last)` where the last count is another.
std::string Chosen(const Month& month, v1::QuantityRule rule, const Span& span) {
  const auto series = month.facts().CountsOf("shop", "S1", "SEAT");
  const BilledCount billed = ChooseCount(*series, rule, span);
  EXPECT_EQ(billed.used.has_value(), billed.last.has_value());
  if (!billed.used) return "none";
  const std::string& used = billed.used->observation().quantity();
  const std::string& last = billed.last->observation().quantity();
  return used == last ? used : absl::StrCat(used, " (", last, ")");
}

std::string All(const Month& month, const Span& span) {
  return absl::StrCat("start ", Chosen(month, v1::QUANTITY_RULE_PERIOD_START, span), ", end ",
                      Chosen(month, v1::QUANTITY_RULE_PERIOD_END, span), ", peak ",
                      Chosen(month, v1::QUANTITY_RULE_PEAK, span));
}

const Span kOctober = MonthSpan(absl::CivilMonth(2026, 10), absl::UTCTimeZone());

TEST(ChooseCount, ChoosesByRule) {
  struct Count {
    const char* instant;
    const char* quantity;
  };
  struct Row {
    std::vector<Count> counts;
    const char* chosen;
  };
  const Row rows[] = {
      {{}, "start none, end none, peak none"},
      // Only after the month.
      {{{"2026-11-01T00:00:00Z", "9"}}, "start none, end none, peak none"},
      // Only before it, however long ago.
      {{{"2020-01-01T00:00:00Z", "5"}}, "start 5, end 5, peak 5"},
      // Only inside: the first stands for the start.
      {{{"2026-10-05T00:00:00Z", "3"},
        {"2026-10-20T00:00:00Z", "7"},
        {"2026-10-30T00:00:00Z", "4"}},
       "start 3 (4), end 4, peak 7 (4)"},
      // The last before the start counts at the start, and for the peak.
      {{{"2026-08-30T00:00:00Z", "50"},
        {"2026-09-30T00:00:00Z", "9"},
        {"2026-10-20T00:00:00Z", "7"},
        {"2026-11-20T00:00:00Z", "99"}},
       "start 9 (7), end 7, peak 9 (7)"},
      // Nothing inside: the month goes on as it began.
      {{{"2026-08-30T00:00:00Z", "50"}, {"2026-09-30T00:00:00Z", "9"}}, "start 9, end 9, peak 9"},
      // Numbers, not texts, are compared.
      {{{"2026-10-05T00:00:00Z", "10"},
        {"2026-10-06T00:00:00Z", "9.5"},
        {"2026-10-07T00:00:00Z", "9"}},
       "start 10 (9), end 9, peak 10 (9)"},
  };
  for (const auto& [counts, chosen] : rows) {
    Month month;
    for (const auto& [instant, quantity] : counts) month.CountSeats(instant, quantity);
    EXPECT_EQ(All(month, kOctober), chosen);
  }
}

// Half-open: the first instant is in the month, the first of the next is not.
TEST(ChooseCount, BelongsToTheMonthThatHoldsTheInstant) {
  Month month;
  month.CountSeats("2026-09-30T23:59:59.999999999Z", "1");
  month.CountSeats("2026-10-01T00:00:00Z", "2");
  month.CountSeats("2026-10-31T23:59:59.999999999Z", "3");
  month.CountSeats("2026-11-01T00:00:00Z", "4");
  EXPECT_EQ(All(month, kOctober), "start 1 (3), end 3, peak 3");
}

// D06 and D07: November 2024 in New York has 721 hours.
TEST(ChooseCount, BoundsTheMonthInTheZone) {
  const Span november = MonthSpan(absl::CivilMonth(2024, 11), *FindZone("America/New_York"));
  Month month;
  month.CountSeats("2024-11-01T03:59:59.999Z", "1");
  month.CountSeats("2024-11-01T04:00:00Z", "2");
  month.CountSeats("2024-12-01T04:59:59.999Z", "3");
  month.CountSeats("2024-12-01T05:00:00Z", "4");
  EXPECT_EQ(All(month, november), "start 1 (3), end 3, peak 3");
}

TEST(ChooseCount, ThePeakIsTheFirstOfEqualOnes) {
  Month month;
  month.CountSeats("2026-10-05T00:00:00Z", "7");
  month.CountSeats("2026-10-06T00:00:00Z", "7");
  const auto series = month.facts().CountsOf("shop", "S1", "SEAT");
  EXPECT_EQ(ChooseCount(*series, v1::QUANTITY_RULE_PEAK, kOctober).used->position(), 1U);
}

TEST(ChooseCount, TakesNoCountOfAnotherSeries) {
  Month month;
  month.Count("meter: 'SEATS' observed_at @2026-10-05T00:00:00Z quantity: '7'");
  EXPECT_EQ(All(month, kOctober), "start none, end none, peak none");
}

// U15 of the worked examples: 17 seats, 18 from the 12th, 16 from the 24th.
TEST(ChooseCount, BillsAsThePlanSays) {
  Month month;
  month.month = absl::CivilMonth(2026, 9);
  month.CountSeats("2026-08-31T20:00:00Z", "17");
  month.CountSeats("2026-09-12T20:00:00Z", "18");
  month.CountSeats("2026-09-24T20:00:00Z", "16");
  month.org.mutable_review()->set_stale_after_hours(1000);
  const char* expected[][2] = {{"PERIOD_START", "seat 17 x 12.5 = 212.50"},
                               {"PERIOD_END", "seat 16 x 12.5 = 200.00"},
                               {"PEAK", "seat 18 x 12.5 = 225.00"}};
  for (const auto& [rule, line] : expected) {
    month.SetPlan(Counted(rule, "held { unit_price: '12.50' }"));
    EXPECT_EQ(Printed(month.Draft().lines(0).line()), line);
  }
}

}  // namespace
}  // namespace tally
