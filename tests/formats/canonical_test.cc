#include "ledger/formats/canonical.h"

#include "support/text.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {
namespace {

TEST(MakeCanonical, WritesNumbersTheShortestWayWhereverTheyStand) {
  v1::Plan plan = Parse<v1::Plan>(
      "effective_from: '2026-01-01' effective_time: '12:00:00' "
      "lines { line_id: '1.50' item_id: 'x' counted { meter: '2.0' round_up_to: '1.0' } "
      "        tiered { tiers { up_to: '10.00' unit_price: '0.50' } tiers { flat_fee: '5.0' } } "
      "        discounts { name: '1.0' percent: '5.50' } } "
      "commitments { amount: '100.00' }");
  MakeCanonical(plan);
  EXPECT_EQ(
      plan.DebugString(),
      Parse<v1::Plan>(
          "effective_from: '2026-01-01' effective_time: '12:00' "
          "lines { line_id: '1.50' item_id: 'x' counted { meter: '2.0' round_up_to: '1' } "
          "        tiered { tiers { up_to: '10' unit_price: '0.5' } tiers { flat_fee: '5' } } "
          "        discounts { name: '1.0' percent: '5.5' } } "
          "commitments { amount: '100' }")
          .DebugString());
}

TEST(MakeCanonical, LeavesWhatIsNoNumberAsItIs) {
  v1::CashRounding coin;
  coin.set_currency("CHF");
  coin.set_increment("five");
  MakeCanonical(coin);
  EXPECT_EQ(coin.increment(), "five");
  EXPECT_EQ(coin.currency(), "CHF");
}

TEST(MakeCanonical, KeepsSecondsThatCount) {
  v1::Plan plan;
  plan.set_effective_time("12:00:01");
  MakeCanonical(plan);
  EXPECT_EQ(plan.effective_time(), "12:00:01");
}

}  // namespace
}  // namespace tally
