#include "clients/cli/commands/revenue_sum.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/text.h"

namespace tally {
namespace {

std::string Row(absl::string_view row) {
  return absl::StrCat("month: '2026-10' monthly_recurring { currency: 'EUR' } ", row);
}

TEST(RevenueSum, AddsPagesUp) {
  RevenueSum sum;
  ASSERT_TRUE(sum.Add(Parse<v1::RevenueReport>(R"(
    rows { subject: 'seat' month: '2026-10' net { minor_units: 300 currency: 'EUR' }
           monthly_recurring { minor_units: 100 currency: 'EUR' } }
    rows { subject: 'seat' month: '2026-10' net { minor_units: 7 currency: 'JPY' }
           monthly_recurring { currency: 'JPY' } }
    totals { month: '2026-10' net { minor_units: 300 currency: 'EUR' }
             monthly_recurring { minor_units: 100 currency: 'EUR' } }
    totals { month: '2026-10' net { minor_units: 7 currency: 'JPY' }
             monthly_recurring { currency: 'JPY' } }
    next_page_token: 'more')"))
                  .ok());
  ASSERT_TRUE(sum.Add(Parse<v1::RevenueReport>(R"(
    rows { subject: 'book' month: '2026-10' net { minor_units: 20 currency: 'EUR' }
           monthly_recurring { currency: 'EUR' } }
    rows { subject: 'seat' month: '2026-10' net { minor_units: 50 currency: 'EUR' }
           monthly_recurring { minor_units: 50 currency: 'EUR' } }
    totals { month: '2026-10' net { minor_units: 70 currency: 'EUR' }
             monthly_recurring { minor_units: 50 currency: 'EUR' } })"))
                  .ok());
  EXPECT_TRUE(IsSame(Parse<v1::RevenueReport>(R"(
    rows { subject: 'book' month: '2026-10' net { minor_units: 20 currency: 'EUR' }
           monthly_recurring { currency: 'EUR' } }
    rows { subject: 'seat' month: '2026-10' net { minor_units: 350 currency: 'EUR' }
           monthly_recurring { minor_units: 150 currency: 'EUR' } }
    rows { subject: 'seat' month: '2026-10' net { minor_units: 7 currency: 'JPY' }
           monthly_recurring { currency: 'JPY' } }
    totals { month: '2026-10' net { minor_units: 370 currency: 'EUR' }
             monthly_recurring { minor_units: 150 currency: 'EUR' } }
    totals { month: '2026-10' net { minor_units: 7 currency: 'JPY' }
             monthly_recurring { currency: 'JPY' } })"),
                     sum.Report()));
}

TEST(RevenueSum, LeavesOutRowsThatComeToNothing) {
  RevenueSum sum;
  for (const char* net : {"500", "-500"}) {
    const std::string row = Row(absl::StrCat("net { minor_units: ", net, " currency: 'EUR' }"));
    const auto page = Parse<v1::RevenueReport>(
        absl::StrCat("rows { subject: 'seat' ", row, " } totals { ", row, " }"));
    ASSERT_TRUE(sum.Add(page).ok());
  }
  EXPECT_EQ(sum.Report().rows_size(), 0);
  EXPECT_EQ(sum.Report().totals_size(), 1);
}

TEST(RevenueSum, FailsIfASumDoesNotFit) {
  const auto page = Parse<v1::RevenueReport>(
      absl::StrCat("totals { ",
                   Row(absl::StrCat("net { minor_units: ", std::numeric_limits<int64_t>::max(),
                                    " currency: 'EUR' }")),
                   " }"));
  RevenueSum sum;
  EXPECT_TRUE(sum.Add(page).ok());
  EXPECT_EQ(sum.Add(page).code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace tally
