#include "ledger/what_if/price_changes.h"

#include <gtest/gtest.h>

#include "ledger/base/refusal.h"
#include "support/printed.h"
#include "support/text.h"

namespace tally {
namespace {

PriceChanges ChangesOf(absl::string_view text) {
  return PriceChanges(Parse<v1::PreviewWhatIf>(text).prices());
}

// Returns the price that a held price of `seat` becomes.
std::string Changed(absl::string_view price, absl::string_view percent) {
  auto plan =
      Parse<v1::Plan>(absl::StrCat("lines { item_id: 'seat' held { unit_price: '", price, "' } }"));
  const absl::Status is =
      ChangesOf(absl::StrCat("prices { item_id: 'seat' percent: '", percent, "' }")).Apply(plan);
  EXPECT_TRUE(is.ok()) << is;
  return plan.lines(0).held().unit_price();
}

TEST(PriceChanges, AreExact) {
  EXPECT_EQ(Changed("10", "5"), "10.5");
  EXPECT_EQ(Changed("10.01", "-2.5"), "9.75975");
  EXPECT_EQ(Changed("0.00042", "3.333333"), "0.000433999999");  // 0.0004339999986
  EXPECT_EQ(Changed("10", "0"), "10");
  EXPECT_EQ(Changed("10", "-100"), "0");
  EXPECT_EQ(Changed("10", "1000"), "110");
}

// 18 digits are the most that a price has.
TEST(PriceChanges, KeepAsManyDecimalsAsFit) {
  EXPECT_EQ(Changed("1234567.12345678901", "1"), "1246912.7946913569");
  EXPECT_EQ(Changed("0.0000000000001", "0"), "0");  // No price has 13 decimals.
  EXPECT_EQ(Changed("0.000000000001", "50"), "0.000000000002");
}

TEST(PriceChanges, AreOfAllPricesOfTheItemAlone) {
  auto plan = Parse<v1::Plan>(R"(
    lines { line_id: 'a' item_id: 'seat' held { unit_price: '10' }
            included { quantity: '5' unit_price: '2' } }
    lines { line_id: 'b' item_id: 'seat'
            tiered { tiers { up_to: '10' unit_price: '1' flat_fee: '20' } tiers { unit_price: '0.5' } } }
    lines { line_id: 'c' item_id: 'seat' vendor { markup_percent: '20' floor: '4' } }
    lines { line_id: 'd' item_id: 'seat' time { rates { project: 'p' unit_price: '90' } }
            held { unit_price: '100' } }
    lines { line_id: 'e' item_id: 'stamp' held { unit_price: '10' } })");
  const absl::Status is = ChangesOf("prices { item_id: 'seat' percent: '10' }").Apply(plan);
  ASSERT_TRUE(is.ok()) << is;
  EXPECT_TRUE(IsSame(Parse<v1::Plan>(R"(
    lines { line_id: 'a' item_id: 'seat' held { unit_price: '11' }
            included { quantity: '5' unit_price: '2.2' } }
    lines { line_id: 'b' item_id: 'seat'
            tiered { tiers { up_to: '10' unit_price: '1.1' flat_fee: '22' } tiers { unit_price: '0.55' } } }
    lines { line_id: 'c' item_id: 'seat' vendor { markup_percent: '20' floor: '4.4' } }
    lines { line_id: 'd' item_id: 'seat' time { rates { project: 'p' unit_price: '99' } }
            held { unit_price: '110' } }
    lines { line_id: 'e' item_id: 'stamp' held { unit_price: '10' } })"),
                     plan));
}

TEST(PriceChanges, OfOneItemAreOnTopOfEachOther) {
  auto plan = Parse<v1::Plan>("lines { item_id: 'seat' held { unit_price: '100' } }");
  const auto changes = ChangesOf(
      "prices { item_id: 'seat' percent: '10' } prices { item_id: 'seat' percent: '-10' }");
  ASSERT_TRUE(changes.Apply(plan).ok());
  EXPECT_EQ(plan.lines(0).held().unit_price(), "99");
  EXPECT_FALSE(changes.empty());
  EXPECT_TRUE(ChangesOf("").empty());
}

TEST(PriceChanges, RefuseAPriceThatDoesNotFit) {
  auto plan =
      Parse<v1::Plan>("lines { line_id: 'a' item_id: 'seat' held { unit_price: '1000000000' } }");
  std::string text;
  for (int i = 0; i < 12; ++i) text += "prices { item_id: 'seat' percent: '1000' } ";
  const absl::Status is = ChangesOf(text).Apply(plan);
  const auto refusal = RefusalOf(is);
  ASSERT_TRUE(refusal) << is;
  EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
  EXPECT_EQ(refusal->field(), "line a");
}

}  // namespace
}  // namespace tally
