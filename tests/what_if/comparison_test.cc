#include "ledger/what_if/comparison.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "ledger/money/money.h"
#include "support/text.h"

namespace tally {
namespace {

v1::DraftContent ContentOf(int64_t net, int64_t tax, absl::string_view lines) {
  auto content = Parse<v1::DraftContent>(lines);
  *content.mutable_totals()->mutable_net() = MakeMoney(net, "EUR");
  *content.mutable_totals()->mutable_tax() = MakeMoney(tax, "EUR");
  return content;
}

constexpr char kSeats[] =
    "lines { line { line_id: 'seats' description: 'Seat' quantity: '3' unit_price: '10' "
    "  amount { minor_units: 3000 currency: 'EUR' } } }";
constexpr char kOtherPrice[] =
    "lines { line { line_id: 'seats' description: 'Seat' quantity: '3' unit_price: '11' "
    "  amount { minor_units: 3300 currency: 'EUR' } } }";
constexpr char kOther[] =
    "lines { line { line_id: 'stamp' description: 'Stamp' quantity: '1/3' unit_price: '3' "
    "  amount { minor_units: 100 currency: 'EUR' } } }";

TEST(Comparison, OfTheSameIsNone) {
  const auto content = ContentOf(3000, 600, kSeats);
  const v1::WhatIfMonth month = Compare(content, content, "EUR");
  EXPECT_FALSE(Differs(month));
  EXPECT_TRUE(IsSame(Parse<v1::WhatIfMonth>(R"(
    net { minor_units: 3000 currency: 'EUR' } net_if { minor_units: 3000 currency: 'EUR' }
    net_change { currency: 'EUR' }
    tax { minor_units: 600 currency: 'EUR' } tax_if { minor_units: 600 currency: 'EUR' })"),
                     month));
  EXPECT_FALSE(Differs(Compare(std::nullopt, std::nullopt, "EUR")));
}

TEST(Comparison, ShowsLinesThatDifferAreNewOrGone) {
  const auto as_is = ContentOf(3100, 0, absl::StrCat(kOther, kSeats));
  const auto would_be = ContentOf(3300, 0, kOtherPrice);
  const v1::WhatIfMonth month = Compare(as_is, would_be, "EUR");
  EXPECT_TRUE(Differs(month));
  EXPECT_EQ(month.net_change().minor_units(), 200);
  ASSERT_EQ(month.lines_size(), 2);
  EXPECT_TRUE(IsSame(Parse<v1::WhatIfLine>(R"(
    line_id: 'seats' description: 'Seat' quantity: '3' quantity_if: '3'
    unit_price: '10' unit_price_if: '11'
    amount { minor_units: 3000 currency: 'EUR' } amount_if { minor_units: 3300 currency: 'EUR' })"),
                     month.lines(0)));
  EXPECT_TRUE(IsSame(Parse<v1::WhatIfLine>(R"(
    line_id: 'stamp' description: 'Stamp' quantity: '1/3' unit_price: '3'
    amount { minor_units: 100 currency: 'EUR' })"),
                     month.lines(1)));
  const v1::WhatIfMonth gone = Compare(std::nullopt, would_be, "EUR");
  EXPECT_EQ(gone.net().minor_units(), 0);
  EXPECT_EQ(gone.lines(0).quantity(), "");
  EXPECT_EQ(gone.lines(0).quantity_if(), "3");
}

// Where nothing was counted, the price makes no difference.
TEST(Comparison, LeavesOutLinesThatBillNothing) {
  const auto nothing = [](absl::string_view price) {
    return ContentOf(0, 0,
                     absl::StrCat("lines { line { line_id: 'seats' quantity: '0' unit_price: '",
                                  price, "' amount { currency: 'EUR' } } }"));
  };
  EXPECT_FALSE(Differs(Compare(nothing("10"), nothing("11"), "EUR")));
  EXPECT_FALSE(Differs(Compare(nothing("10"), std::nullopt, "EUR")));
  const v1::WhatIfMonth month = Compare(nothing("10"), ContentOf(3000, 0, kSeats), "EUR");
  ASSERT_EQ(month.lines_size(), 1);
  EXPECT_EQ(month.lines(0).quantity(), "");
}

TEST(Comparison, IsOneOfTaxAndCoinsToo) {
  const auto as_is = ContentOf(3000, 600, kSeats);
  EXPECT_TRUE(Differs(Compare(as_is, ContentOf(3000, 601, kSeats), "EUR")));
  auto in_coins = as_is;
  *in_coins.mutable_totals()->mutable_rounding() = MakeMoney(2, "EUR");
  const v1::WhatIfMonth month = Compare(as_is, in_coins, "EUR");
  EXPECT_TRUE(Differs(month));
  EXPECT_FALSE(month.has_rounding());
  EXPECT_EQ(month.rounding_if().minor_units(), 2);
}

TEST(Comparison, SaysWhatDoesNotFit) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const v1::WhatIfMonth month =
      Compare(ContentOf(-kMost, 0, kSeats), ContentOf(kMost, 0, kSeats), "EUR");
  EXPECT_EQ(month.problem(), "the change does not fit");
  EXPECT_FALSE(month.has_net());

  v1::WhatIfTotal total;
  const v1::WhatIfMonth large = Compare(std::nullopt, ContentOf(kMost, 0, kSeats), "EUR");
  EXPECT_TRUE(AddTo(total, large));
  const v1::WhatIfTotal before = total;
  EXPECT_FALSE(AddTo(total, large));
  EXPECT_TRUE(IsSame(before, total));
}

TEST(Comparison, AddsUp) {
  v1::WhatIfTotal total;
  ASSERT_TRUE(AddTo(
      total, Compare(ContentOf(3000, 600, kSeats), ContentOf(3300, 660, kOtherPrice), "EUR")));
  ASSERT_TRUE(AddTo(total, Compare(ContentOf(100, 0, kOther), ContentOf(100, 0, kOther), "EUR")));
  EXPECT_TRUE(IsSame(Parse<v1::WhatIfTotal>(R"(
    customers: 2 different: 1
    net { minor_units: 3100 currency: 'EUR' } net_if { minor_units: 3400 currency: 'EUR' }
    tax { minor_units: 600 currency: 'EUR' } tax_if { minor_units: 660 currency: 'EUR' }
    rounding { currency: 'EUR' } rounding_if { currency: 'EUR' })"),
                     total));
}

}  // namespace
}  // namespace tally
