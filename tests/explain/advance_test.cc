// What is told of parts of periods, and of what was billed in advance.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

class ExplainedPeriod : public Bills {
 protected:
  void SetUp() override {
    DefineMsp("currency: 'USD' time_zone: 'UTC' review { stale_after_hours: 10000 }");
  }

  static std::string Seat(absl::string_view price, absl::string_view more) {
    return absl::StrCat("lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '",
                        price, "' } ", more, " } ");
  }
};

TEST_F(ExplainedPeriod, TellsSecondsOfAPeriod) {
  SetPlan(Seat("10", "proration: PRORATION_BY_SECOND"));
  SetPlan("effective_time: '12:00' " + Seat("20", "proration: PRORATION_BY_SECOND"), "2026-10-16");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(told.children(1).text(), "Seat: 1 × 20.00 × 1339200/2678400 = 10.00 USD");
  EXPECT_EQ(told.children(1).children(0).text(),
            "For 16 Oct to 31 Oct 2026: 1,339,200 of 2,678,400 seconds of 1 Oct to 31 Oct 2026, "
            "from 16 Oct 2026 12:00 UTC to 1 Nov 2026 00:00 UTC");
}

TEST_F(ExplainedPeriod, TellsThirtyDaysOfAMonth) {
  SetPlan(Seat("19.95", "proration: PRORATION_THIRTY_DAY_MONTH"), "2026-10-23");
  Run();
  const v1::Explanation line = Told(office_, Approve()).children(0);
  EXPECT_EQ(line.children(0).text(),
            "For 23 Oct to 31 Oct 2026: 8/30 by the 30-day convention of 1 Oct to 31 Oct 2026");
  EXPECT_EQ(line.text(), "Seat: 1 × 19.95 × 8/30 = 5.32 USD");
}

TEST_F(ExplainedPeriod, TellsWhatIsBilledInAdvanceAndHowItIsCorrected) {
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_START } held { unit_price: '10' } "
      "  cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_BY_DAY }");
  Count("2026-08-15T00:00:00Z", "1");
  Count("2026-10-16T12:00:00Z", "4");
  Run("2026-09");
  Approve("2026-09");
  const uint64_t billed_at = office_.ledger().Read().position() - 1;
  Run();
  const v1::Explanation told = Told(office_, Approve());

  const v1::Explanation& unused = told.children(0);
  EXPECT_EQ(unused.text(), "Seat, unused part: -1 × 10.00 × 16/31 is rounded to -5.16 USD");
  EXPECT_EQ(Tree(unused.children(0)) + Tree(unused.children(1)) + Tree(unused.children(2)) +
                Tree(unused.children(3)),
            "PLAN The unused part of what was billed in advance for seat <plans/alpha>\n"
            "PLAN For 16 Oct to 31 Oct 2026, in advance: 16 of 31 days of 1 Oct to 31 Oct 2026 "
            "<plans/alpha>\n"
            "QUANTITY -1: not used any more of what was billed\n"
            "PRICE 10.00 USD each: the price at which it was billed\n"
            "  DRAFT Billed on BILL-2026-11-001: Seat: 1 × 10.00 = 10.00 USD "
            "<drafts/2026-09/alpha>\n");
  EXPECT_EQ(unused.children(3).children(0).position(), billed_at);

  const v1::Explanation& changed = told.children(1);
  EXPECT_EQ(changed.text(), "Seat, from the change on: 4 × 10.00 × 16/31 is rounded to 20.65 USD");
  EXPECT_EQ(changed.children(0).text(),
            "What took the place of what was billed in advance for seat");
  EXPECT_EQ(changed.children(2).text(),
            "4: your plan of 1 Aug 2026 bills what stood at the end of 16 Oct 2026");
  EXPECT_EQ(Find(changed, v1::EXPLANATION_KIND_COUNT).position(), 9U);
  EXPECT_EQ(changed.children(3).text(), "10.00 USD each, held since 1 Aug 2026");

  const v1::Explanation& next = told.children(2);
  EXPECT_EQ(next.children(0).text(), "For 1 Nov to 30 Nov 2026, in advance");
  EXPECT_EQ(next.children(1).text(),
            "4: your plan of 1 Aug 2026 bills the last count before the period, which is billed in "
            "advance");
}

TEST_F(ExplainedPeriod, TellsPeriodsThatAreNoMonths) {
  SetPlan(Seat("10", "cadence { months: 3 anchor: '2026-01-15' }"), "2026-07-15");
  Run();
  const v1::Explanation line = Told(office_, Approve()).children(0);
  EXPECT_EQ(line.text(), "Seat: 1 × 10.00 = 10.00 USD");
  EXPECT_EQ(line.children(0).text(), "For 15 Jul to 14 Oct 2026");
  EXPECT_EQ(Tree(line.children(1)),
            "QUANTITY 1, fixed in your plan of 15 Jul 2026 <plans/alpha>\n");
}

}  // namespace
}  // namespace tally
