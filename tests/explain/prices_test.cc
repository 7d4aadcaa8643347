// What is told of what each unit of a line costs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kOrg[] = "currency: 'USD' time_zone: 'UTC' review { stale_after_hours: 10000 }";

constexpr char kGraduated[] =
    "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '5' flat_fee: '100' } "
    "  tiers { up_to: '10' flat_fee: '50' } tiers { up_to: '15' unit_price: '5' } "
    "  tiers { unit_price: '1' } } ";

class ExplainedPrice : public Bills {
 protected:
  void SetUp() override { DefineMsp(kOrg); }

  // Seats as shop counts them at the end of the month.
  static std::string Seats(absl::string_view price) { return Counted("PERIOD_END", price); }

  v1::Explanation TellPrice(const std::string& line_id = "seat") {
    Run();
    line_ = Told(office_, Approve(), line_id);
    return Find(line_, v1::EXPLANATION_KIND_PRICE);
  }

  v1::Explanation line_;
};

TEST_F(ExplainedPrice, IsMadeByTiers) {
  SetPlan(absl::StrCat("lines { item_id: 'seat' fixed { quantity: '22' } ", kGraduated, "} "));
  EXPECT_EQ(Tree(TellPrice()),
            "PRICE 8.272727 USD each on average: each unit at the price of its tier\n"
            "  PRICE 5 × 0.00 + 100.00 = 100.00 USD\n"
            "  PRICE 5 × 0.00 + 50.00 = 50.00 USD\n"
            "  PRICE 5 × 5.00 = 25.00 USD\n"
            "  PRICE 7 × 1.00 = 7.00 USD\n"
            "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(line_.text(), "Seat: 22 in tiers = 182.00 USD");
}

TEST_F(ExplainedPrice, IsMadeByBlocksLessWhatWasBilledBefore) {
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' rule: QUANTITY_RULE_SUM } "
      "  accumulate_months: 12 tiered { mode: TIER_MODE_PACKAGE "
      "    tiers { up_to: '1000' unit_price: '1' block_size: '100' } "
      "    tiers { unit_price: '1' block_size: '1000' } } }");
  Count("2026-09-12T12:00:00Z", "325");
  Count("2026-10-12T12:00:00Z", "5000");
  Run("2026-09");
  Approve("2026-09");
  EXPECT_EQ(Tree(TellPrice()),
            "PRICE 0.0022 USD each on average: blocks, of which a started one counts whole\n"
            "  PRICE 10 blocks of 100 × 1.00 = 10.00 USD\n"
            "  PRICE 5 blocks of 1000 × 1.00 = 5.00 USD\n"
            "  PRICE less 4.00 USD that was billed for 325 before\n"
            "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(line_.text(), "Seat: 5325 in tiers: 15.00 - 4.00 = 11.00 USD");
}

// The tier's printed quantity is rounded; what is told is not.
TEST_F(ExplainedPrice, TellsTheExactQuantityOfATier) {
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_AVERAGE } tiered { mode: TIER_MODE_GRADUATED "
      "    tiers { up_to: '17' unit_price: '3' } tiers { unit_price: '31' } } }");
  Count("2026-09-30T12:00:00Z", "17");
  Count("2026-10-31T00:00:00Z", "18");
  EXPECT_THAT(Tree(TellPrice()), HasSubstr("PRICE 0.032258 (1/31) × 31.00 = 1.00 USD"));
  EXPECT_EQ(line_.text(), "Seat: 17.032258 in tiers = 52.00 USD");
}

TEST_F(ExplainedPrice, FollowsACostInAnotherCurrency) {
  SetPlan(Seats(
      "vendor { margin_percent: '20' sync: VENDOR_SYNC_NEXT_PERIOD floor: '12' exact: true }"));
  Rate("EUR", "USD", "1.1", "2026-09-01");
  const uint64_t rate_at = office_.ledger().Read().position();
  Count("2026-09-30T12:00:00Z", "2", "unit_cost: '9' cost_currency: 'EUR'");
  Count("2026-10-31T12:00:00Z", "5", "unit_cost: '10' cost_currency: 'EUR'");
  const v1::Explanation price = TellPrice();
  EXPECT_EQ(
      Tree(price),
      "PRICE 12.375 USD each: shop's cost of 9.00 EUR as of 30 Sep 2026 12:00 UTC, 9.90 USD at "
      "1.1, so that 20% of the price is left, but at least 12.00 USD; a new cost takes effect with "
      "the next period\n"
      "  COUNT shop counted 2 of SEAT at a cost of 9.00 EUR each on account S1 on 30 Sep 2026 "
      "12:00 UTC; recorded 2 Nov 2026 12:00 UTC <counts/shop>\n"
      "  DEFINITION 1 EUR is 1.1 USD from 1 Sep 2026 on, says ECB <exchange-rates>\n"
      "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n");
  EXPECT_EQ(price.children(1).position(), rate_at);
}

TEST_F(ExplainedPrice, IsRaisedToAFloor) {
  SetPlan(Seats("vendor { markup_percent: '5' sync: VENDOR_SYNC_HOLD floor: '13' }"));
  Count("2026-07-31T12:00:00Z", "2", "unit_cost: '10' cost_currency: 'USD'");
  Count("2026-10-31T12:00:00Z", "5", "unit_cost: '99' cost_currency: 'USD'");
  const v1::Explanation price = TellPrice();
  EXPECT_EQ(price.text(),
            "13.00 USD each: shop's cost of 10.00 USD as of 31 Jul 2026 12:00 UTC, plus 5%, but at "
            "least 13.00 USD; the cost of the plan's first day stands");
  EXPECT_EQ(Find(price, v1::EXPLANATION_KIND_ROUNDING).text(),
            "10.50 USD, raised to the least price of 13.00 USD");
}

TEST_F(ExplainedPrice, FollowsEachCostFromItsDayAndKeepsAMargin) {
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_END } proration: PRORATION_BY_DAY "
      "  vendor { markup_percent: '20' sync: VENDOR_SYNC_IMMEDIATE } margin_guard_percent: '30' }");
  Count("2026-09-30T12:00:00Z", "18", "unit_cost: '10' cost_currency: 'USD'");
  Count("2026-10-10T12:00:00Z", "18", "unit_cost: '11.111' cost_currency: 'USD'");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  const v1::Explanation& second = told.children(1);
  EXPECT_EQ(told.children(0).text(), "Seat: 18 × 12.00 × 9/31 is rounded to 62.71 USD");
  EXPECT_EQ(second.text(), "Seat: 18 × 13.33 × 22/31 = 170.28 USD");
  EXPECT_EQ(second.children(0).text(),
            "For 10 Oct to 31 Oct 2026: 22 of 31 days of 1 Oct to 31 Oct 2026");
  EXPECT_THAT(Find(told.children(0), v1::EXPLANATION_KIND_PRICE).text(),
              StartsWith("12.00 USD each: shop's cost of 10.00 USD as of 30 Sep 2026 12:00 UTC"));
  const v1::Explanation price = Find(second, v1::EXPLANATION_KIND_PRICE);
  EXPECT_EQ(price.text(),
            "13.33 USD each: shop's cost of 11.111 USD as of 10 Oct 2026 12:00 UTC, plus 20%; a "
            "new cost takes effect on its day");
  EXPECT_EQ(Find(price, v1::EXPLANATION_KIND_ROUNDING).text(),
            "exactly 13.3332 USD, rounded half away from zero to 13.33 USD by the rule of Msp");
  EXPECT_THAT(Tree(second), HasSubstr("PLAN The vendor charges 11.111 USD each, which leaves 2.219 "
                                      "USD of the price; at least 30% of it, 3.999 USD, should be "
                                      "left, so it was flagged <plans/alpha>"));
}

TEST_F(ExplainedPrice, OfAChangeIsThePriceForWhatIsLeft) {
  SetPlan(Counted("PER_CHANGE", "vendor { markup_percent: '20' sync: VENDOR_SYNC_NEXT_PERIOD }"));
  Count("2026-09-30T12:00:00Z", "1", "unit_cost: '10' cost_currency: 'USD'");
  Count("2026-10-12T12:00:00Z", "2", "unit_cost: '20' cost_currency: 'USD'");
  EXPECT_EQ(Tree(TellPrice("seat.2")),
            "PRICE 7.74 USD each: the price × 20/31 for what is left of the period, rounded\n"
            "  PRICE 12.00 USD each: shop's cost of 10.00 USD as of 30 Sep 2026 12:00 UTC, plus "
            "20%; a new cost takes effect with the next period\n"
            "    COUNT shop counted 1 of SEAT at a cost of 10.00 USD each on account S1 on 30 Sep "
            "2026 12:00 UTC; recorded 2 Nov 2026 12:00 UTC <counts/shop>\n"
            "    PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
}

TEST_F(ExplainedPrice, TellsThatThereIsNoCost) {
  SetPlan(Seats("vendor { margin_percent: '20' }") + Fixed("stamp", "1", "3"));
  Count("2026-10-31T12:00:00Z", "5");
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_COST reason: 'a gift'");
  EXPECT_EQ(Find(Told(office_, Approve(), "seat"), v1::EXPLANATION_KIND_PRICE).text(),
            "0.00 USD each: the price follows shop's cost, which its last count does not give in "
            "USD");
}

TEST_F(ExplainedPrice, TellsWhoSetItInPlaceOfTiers) {
  SetPlan(absl::StrCat("lines { item_id: 'seat' fixed { quantity: '22' } ", kGraduated, "} "));
  Run();
  Change<v1::OverrideDraftLine>("line_id: 'seat' unit_price: '8' reason: 'agreed'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(line.text(), "Seat: 22 × 8.00 = 176.00 USD");
  const v1::Explanation price = Find(line, v1::EXPLANATION_KIND_PRICE);
  EXPECT_EQ(price.text(), "8.00 USD each, set by ann");
  EXPECT_EQ(
      price.children(0).text(),
      "ann set the price to 8.00 USD instead of 8.272727 USD on 3 Nov 2026 12:00 UTC: agreed");
  EXPECT_THAT(price.children(1).text(), StartsWith("8.272727 USD each on average"));
  EXPECT_EQ(price.children(1).children(0).text(), "5 × 0.00 + 100.00 = 100.00 USD");
}

TEST_F(ExplainedPrice, OfAnOverageIsTheOneThatAPersonSetOnItsLine) {
  SetPlan(Counted("PERIOD_END", "held { unit_price: '4' } included { quantity: '25' }"));
  Count("2026-10-31T12:00:00Z", "31");
  Run();
  Change<v1::OverrideDraftLine>("line_id: 'seat' unit_price: '3' reason: 'agreed'");
  const v1::Explanation line = Told(office_, Approve(), "seat.overage");
  EXPECT_EQ(line.text(), "Seat, overage: 6 × 3.00 = 18.00 USD");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_PRICE).text(), "3.00 USD each, as ann set it on seat");
}

TEST_F(ExplainedPrice, IsOfThePlanThatPricesTheLine) {
  const std::string before =
      "lines { item_id: 'seat' fixed { quantity: '2' } held { unit_price: '10' } "
      "  proration: PRORATION_BY_DAY } ";
  const std::string after =
      "lines { item_id: 'seat' fixed { quantity: '3' } held { unit_price: '10' } "
      "  proration: PRORATION_BY_DAY } ";
  SetPlan(before);
  SetPlan(after, "2026-10-16");
  const uint64_t plan_at = office_.ledger().Read().position();
  EXPECT_EQ(Tree(TellPrice("seat.2")),
            "PRICE 10.00 USD each, held since 1 Aug 2026 <plans/alpha>\n"
            "  PLAN It is priced by your plan of 16 Oct 2026 <plans/alpha>\n");
  EXPECT_EQ(line_.children(0).position(), plan_at);
  EXPECT_EQ(line_.children(1).text(), "3, fixed in your plan of 16 Oct 2026");
}

}  // namespace
}  // namespace tally
