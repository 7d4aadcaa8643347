// What is told of hours, costs and what happened once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;

class ExplainedUsage : public Bills {
 protected:
  void SetUp() override { DefineMsp(); }

  static std::string Work(absl::string_view time, absl::string_view line) {
    return absl::StrCat("lines { item_id: 'stamp' line_id: 'work' time { ", time,
                        " } held { unit_price: '150' } ", line, " } ");
  }
  using Bills::Work;
};

TEST_F(ExplainedUsage, TellsTheHoursBeyondWhatIsIncluded) {
  SetPlan(
      Work("increment_minutes: 15 roll_over_periods: 1 "
           "rates { project: 'P' unit_price: '180' }",
           "included { quantity: '2' }"));
  Work("entry_id: 'e1' date: '2026-09-07' minutes: 60");
  Work("entry_id: 'e2' date: '2026-10-07' minutes: 250 ticket: 'T1' description: 'Printer'");
  const uint64_t entry_at = office_.ledger().Read().position();
  Work("entry_id: 'e3' date: '2026-10-08' minutes: 60 project: 'P'");
  Work("entry_id: 'e4' date: '2026-10-09' minutes: 60 unit_price: '200'");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  const v1::Explanation& line = told.children(0);
  EXPECT_EQ(line.text(), "Stamp: 0.25 × 150.00 = 37.50 USD");
  EXPECT_EQ(
      Tree(line.children(0)),
      "QUANTITY 0.25: hours beyond what is included\n"
      "  QUANTITY 6.25 hours worked, each entry rounded up to 15 minutes\n"
      "  PLAN 2 hours included in your plan of 1 Aug 2026 <plans/alpha>\n"
      "  QUANTITY 2 hours left over from earlier periods\n"
      "  QUANTITY 2.25 hours beyond, billed\n"
      "  COUNT e2 of desk: 250 minutes on 7 Oct 2026 on ticket T1: Printer; 0.25 hours of it "
      "billed; recorded 2 Nov 2026 12:00 UTC <usage/desk>\n"
      "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n");
  EXPECT_EQ(line.children(0).children(4).position(), entry_at);
  EXPECT_EQ(line.children(1).text(), "150.00 USD each, held since 1 Aug 2026");

  const v1::Explanation& of_project = told.children(1);
  EXPECT_EQ(Tree(of_project.children(0)),
            "QUANTITY 1: hours beyond what is included\n"
            "  COUNT e3 of desk: 60 minutes on 8 Oct 2026 on project P; 1 hour of it billed; "
            "recorded 2 Nov 2026 12:00 UTC <usage/desk>\n"
            "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(Tree(of_project.children(1)),
            "PRICE 180.00 USD each: the rate of project P in your plan of 1 Aug 2026 "
            "<plans/alpha>\n");
  EXPECT_EQ(Tree(told.children(2).children(1)),
            "PRICE 200.00 USD each: the rate of the entries themselves <usage/desk>\n");
}

TEST_F(ExplainedUsage, TellsHoursThatAreTakenOfTheNextPeriod) {
  SetPlan(Work("", "included { quantity: '2' overage: OVERAGE_NEXT_PERIOD }") +
          Fixed("stamp", "1", "3"));
  Work("entry_id: 'e1' date: '2026-09-07' minutes: 240");
  Work("entry_id: 'e2' date: '2026-10-07' minutes: 60");
  Run();
  const v1::Explanation quantity =
      Find(Told(office_, Approve(), "work"), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(quantity.text(), "0: hours beyond what is included");
  EXPECT_THAT(Tree(quantity),
              HasSubstr("  QUANTITY 2 hours carried in from earlier periods, and taken first\n"
                        "  QUANTITY 1 hour beyond, the first to be taken of the next period's\n"));
}

TEST_F(ExplainedUsage, TellsTimeWithoutAnAllowance) {
  SetPlan(Work("increment_minutes: 30 increment_scope: INCREMENT_SCOPE_TOTAL", ""));
  Work("entry_id: 'e1' date: '2026-10-07' minutes: 20");
  Work("entry_id: 'e2' date: '2026-10-08' minutes: 20");
  Run();
  const v1::Explanation quantity =
      Find(Told(office_, Approve(), "work"), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(quantity.text(), "1: hours worked");
  EXPECT_EQ(quantity.children(0).text(),
            "1 hour worked, the sum at each rate rounded up to 30 minutes");
}

TEST_F(ExplainedUsage, TellsACostThatIsPassedOn) {
  SetPlan(
      "lines { item_id: 'stamp' line_id: 'parts' pass_through { kind: CHARGE_KIND_HARDWARE } "
      "  vendor { markup_percent: '20' } }");
  Rate("EUR", "USD", "1.1", "2026-09-01");
  Buy("entry_id: 'b1' date: '2026-10-09' kind: CHARGE_KIND_HARDWARE description: 'Laptop' "
      "quantity: '2' unit_cost: '900.05' cost_currency: 'EUR'");
  Buy("entry_id: 'b2' date: '2026-10-10' kind: CHARGE_KIND_EXPENSE quantity: '1' "
      "unit_cost: '7' cost_currency: 'USD'");
  Run();
  EXPECT_EQ(
      Tree(Told(office_, Approve()).children(0)),
      "LINE Stamp: Laptop: 2 × 1188.07 = 2376.14 USD\n"
      "  QUANTITY 2: bought for you\n"
      "    COUNT b1 of desk: 2 hardware at 900.05 EUR each on 9 Oct 2026: Laptop; recorded 2 Nov "
      "2026 12:00 UTC <usage/desk>\n"
      "    PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n"
      "  PRICE 1188.07 USD each: the cost of 900.05 EUR, 990.055 USD at 1.1, plus 20% "
      "<usage/desk>\n"
      "    DEFINITION 1 EUR is 1.1 USD from 1 Sep 2026 on, says ECB <exchange-rates>\n"
      "    ROUNDING exactly 1188.066 USD, rounded half away from zero to 1188.07 USD by the rule "
      "of Msp <org>\n"
      "    PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n"
      "  DEFINITION Stamp is item stamp of the catalog <items/stamp>\n"
      "  TAX Not taxed: no tax is on the item <items/stamp>\n");
}

TEST_F(ExplainedUsage, TellsThatNoRateIsKnownForACost) {
  SetPlan("lines { item_id: 'stamp' line_id: 'parts' pass_through { } }" +
          Fixed("stamp", "1", "3"));
  Buy("entry_id: 'b1' date: '2026-10-09' kind: CHARGE_KIND_EXPENSE quantity: '1' unit_cost: '9' "
      "cost_currency: 'CHF'");
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_EXCHANGE_RATE reason: 'a gift'");
  EXPECT_EQ(Find(Told(office_, Approve(), "parts"), v1::EXPLANATION_KIND_PRICE).text(),
            "0.00 USD each: no exchange rate was known for the cost of 9.00 CHF");
}

TEST_F(ExplainedUsage, TellsWhatHappenedOnce) {
  SetPlan(
      "lines { item_id: 'seat' line_id: 'done' triggered { kind: TRIGGER_KIND_MILESTONE } "
      "  held { unit_price: '500' } }");
  Happen(
      "key: 'm1' kind: TRIGGER_KIND_MILESTONE date: '2026-10-05' subject: 'rollout' "
      "description: 'Go-live'");
  Happen("key: 'm2' kind: TRIGGER_KIND_MILESTONE date: '2026-10-06' amount: '700'");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(told.children(0).text(), "Seat: Go-live: 1 × 500.00 = 500.00 USD");
  EXPECT_EQ(
      Tree(told.children(0).children(0)),
      "QUANTITY 1: it happened once, and is billed once\n"
      "  COUNT m1 of desk: milestone of rollout on 5 Oct 2026: Go-live; recorded 2 Nov 2026 12:00 "
      "UTC <usage/desk>\n"
      "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n");
  EXPECT_EQ(told.children(0).children(1).text(), "500.00 USD each, held since 1 Aug 2026");
  EXPECT_EQ(Tree(told.children(1).children(1)),
            "PRICE 700.00 USD each: what was recorded with it, instead of a price in your plan of "
            "1 Aug 2026 <usage/desk>\n");
}

}  // namespace
}  // namespace tally
