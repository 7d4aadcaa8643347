#include "ledger/money/totals.h"

#include <gtest/gtest.h>

#include "support/text.h"

namespace tally {
namespace {

using Sums = google::protobuf::RepeatedPtrField<v1::Totals>;

v1::Totals TotalsOf(int64_t net, int64_t tax, int64_t total, const char* currency) {
  const auto money = [&](int64_t minor_units) {
    return absl::StrCat("{ minor_units: ", minor_units, " currency: '", currency, "' }");
  };
  return Parse<v1::Totals>(
      absl::StrCat("net ", money(net), " tax ", money(tax), " total ", money(total)));
}

TEST(AddTotals, SumsEachCurrencyInTheOrderInWhichTheyCame) {
  Sums sums;
  EXPECT_TRUE(AddTotals(sums, TotalsOf(100, 20, 120, "USD")));
  EXPECT_TRUE(AddTotals(sums, TotalsOf(7, 0, 7, "JPY")));
  EXPECT_TRUE(AddTotals(sums, TotalsOf(-50, -10, -60, "USD")));
  ASSERT_EQ(sums.size(), 2);
  EXPECT_TRUE(IsSame(TotalsOf(50, 10, 60, "USD"), sums[0]));
  EXPECT_TRUE(IsSame(TotalsOf(7, 0, 7, "JPY"), sums[1]));
}

TEST(AddTotals, ChangesNothingIfOneOfTheSumsDoesNotFit) {
  const v1::Totals first = TotalsOf(INT64_MAX, 0, 1, "USD");
  Sums sums;
  ASSERT_TRUE(AddTotals(sums, first));
  for (const v1::Totals& more :
       {TotalsOf(1, 0, 0, "USD"), TotalsOf(0, INT64_MAX, INT64_MAX, "USD")}) {
    EXPECT_FALSE(AddTotals(sums, more)) << more.DebugString();
  }
  ASSERT_EQ(sums.size(), 1);
  EXPECT_TRUE(IsSame(first, sums[0]));
}

}  // namespace
}  // namespace tally
