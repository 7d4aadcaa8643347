#include <gtest/gtest.h>

#include "clients/cli/show/revenue.h"
#include "clients/cli/show/rounding.h"
#include "clients/cli/show/what_if.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kComparison[] = R"(
  months { customer_id: 'acme' month: '2026-10'
    net { minor_units: 120000 currency: 'EUR' } net_if { minor_units: 126000 currency: 'EUR' }
    net_change { minor_units: 6000 currency: 'EUR' }
    tax { minor_units: 22800 currency: 'EUR' } tax_if { minor_units: 23940 currency: 'EUR' }
    lines { line_id: 'seats' description: 'Seat' quantity: '1200' quantity_if: '1200'
            unit_price: '1' unit_price_if: '1.05'
            amount { minor_units: 120000 currency: 'EUR' }
            amount_if { minor_units: 126000 currency: 'EUR' } } }
  months { customer_id: 'beta' month: '2026-10'
    net { minor_units: 1000 currency: 'EUR' } net_if { minor_units: 0 currency: 'EUR' }
    net_change { minor_units: -1000 currency: 'EUR' }
    tax { minor_units: 0 currency: 'EUR' } tax_if { minor_units: 0 currency: 'EUR' }
    lines { line_id: 'old' description: 'Old' quantity: '1' unit_price: '10'
            amount { minor_units: 1000 currency: 'EUR' } } }
  months { customer_id: 'zeta' month: '2026-10' problem: 'what it comes to does not fit' }
  totals { month: '2026-10' customers: 3 different: 2
    net { minor_units: 125000 currency: 'EUR' } net_if { minor_units: 130000 currency: 'EUR' }
    tax { minor_units: 22800 currency: 'EUR' } tax_if { minor_units: 23940 currency: 'EUR' }
    rounding { currency: 'EUR' } rounding_if { currency: 'EUR' } }
  position: 77)";

TEST(WhatIfTable, ShowsMonthsAndTheLargestChanges) {
  EXPECT_EQ(WhatIfTable(Parse<v1::WhatIfPart>(kComparison), 20, {}),
            "month      clients  differ  of them   net EUR    net if  change     %  tax change\n"
            "2026-10          3       2   66.7 %  1,250.00  1,300.00  +50.00  +4 %      +11.40\n"
            "---------  -------  ------  -------  --------  --------  ------  ----  ----------\n"
            "total EUR        3       2   66.7 %  1,250.00  1,300.00  +50.00  +4 %      +11.40\n"
            "\n"
            "client  months that differ  their net EUR    net if  change       %  tax change\n"
            "acme                     1       1,200.00  1,260.00  +60.00    +5 %      +11.40\n"
            "beta                     1          10.00      0.00  -10.00  -100 %        0.00\n"
            "\n"
            "cannot be said  month    why\n"
            "zeta            2026-10  what it comes to does not fit\n"
            "\n"
            "as of position 77; nothing was written\n");
}

TEST(WhatIfTable, ShowsLinesBothWays) {
  EXPECT_EQ(
      WhatIfLines(Parse<v1::WhatIfPart>(kComparison), 1, {}),
      "client  month    line   description  quantity     if  price    if  amount EUR        if\n"
      "acme    2026-10  seats  Seat            1,200  1,200   1.00  1.05    1,200.00  1,260.00\n"
      "beta    2026-10  old    Old                 1         10.00             10.00         -\n"
      "\n"
      "month      clients  differ  of them   net EUR    net if  change     %  tax change\n"
      "2026-10          3       2   66.7 %  1,250.00  1,300.00  +50.00  +4 %      +11.40\n"
      "---------  -------  ------  -------  --------  --------  ------  ----  ----------\n"
      "total EUR        3       2   66.7 %  1,250.00  1,300.00  +50.00  +4 %      +11.40\n"
      "\n"
      "client  months that differ  their net EUR    net if  change     %  tax change\n"
      "acme                     1       1,200.00  1,260.00  +60.00  +5 %      +11.40\n"
      "and 1 more client\n"
      "\n"
      "cannot be said  month    why\n"
      "zeta            2026-10  what it comes to does not fit\n"
      "\n"
      "as of position 77; nothing was written\n");
}

TEST(WhatIfTable, SaysThatThereIsNothing) {
  EXPECT_EQ(WhatIfTable(Parse<v1::WhatIfPart>("position: 7"), 20, {}),
            "Nothing was billed in these months, either way.\n"
            "\nas of position 7; nothing was written\n");
}

constexpr char kRevenue[] = R"(
  rows { subject: 'seat' month: '2026-09' net { minor_units: 100000 currency: 'EUR' }
         monthly_recurring { minor_units: 90000 currency: 'EUR' } }
  rows { subject: 'seat' month: '2026-10' net { minor_units: 120050 currency: 'EUR' }
         monthly_recurring { currency: 'EUR' } }
  rows { month: '2026-10' net { minor_units: -50 currency: 'EUR' }
         monthly_recurring { currency: 'EUR' } }
  totals { month: '2026-09' net { minor_units: 100000 currency: 'EUR' }
           monthly_recurring { minor_units: 90000 currency: 'EUR' } }
  totals { month: '2026-10' net { minor_units: 120000 currency: 'EUR' }
           monthly_recurring { currency: 'EUR' } })";

TEST(RevenueTable, HasMonthsAcross) {
  EXPECT_EQ(RevenueTable(Parse<v1::RevenueReport>(kRevenue), "item", {}),
            "item        2026-09   2026-10  total EUR\n"
            "(no item)               -0.50      -0.50\n"
            "seat       1,000.00  1,200.50   2,200.50\n"
            "---------  --------  --------  ---------\n"
            "total EUR  1,000.00  1,200.00   2,200.00\n");
}

TEST(RevenueTable, ShowsWhatRecursWithoutASum) {
  EXPECT_EQ(RecurringTable(Parse<v1::RevenueReport>(kRevenue), "item", {}),
            "item       2026-09  2026-10\n"
            "seat        900.00\n"
            "---------  -------  -------\n"
            "total EUR   900.00     0.00\n");
}

TEST(RevenueTable, NamesCurrenciesWhereThereAreSeveral) {
  auto report = Parse<v1::RevenueReport>(kRevenue);
  *report.add_rows() = Parse<v1::RevenueRow>(
      "subject: 'seat' month: '2026-10' net { minor_units: 700 currency: 'JPY' } "
      "monthly_recurring { currency: 'JPY' }");
  *report.add_totals() = Parse<v1::RevenueRow>(
      "month: '2026-10' net { minor_units: 700 currency: 'JPY' } "
      "monthly_recurring { currency: 'JPY' }");
  EXPECT_EQ(RevenueTable(report, "item", {}),
            "item            2026-09   2026-10     total\n"
            "(no item) EUR               -0.50     -0.50\n"
            "seat EUR       1,000.00  1,200.50  2,200.50\n"
            "seat JPY                      700       700\n"
            "-------------  --------  --------  --------\n"
            "total EUR      1,000.00  1,200.00  2,200.00\n"
            "total JPY                     700       700\n");
  EXPECT_EQ(RevenueTable({}, "item", {}), "Nothing.\n");
}

constexpr char kRoundings[] = R"(
  documents { invoice_number: 'B-1' customer_id: 'acme' month: '2026-10' currency: 'CHF'
    roundings { kind: ROUNDED_KIND_LINE subject: 'seats' exact: '1234.3333' rounded: '1234.33'
                difference: '-0.0033' }
    roundings { kind: ROUNDED_KIND_TAX subject: 'vat' exact: '10/3' rounded: '3.33'
                difference: '-1/300' }
    roundings { kind: ROUNDED_KIND_COINS exact: '107.51' rounded: '107.5' difference: '-0.01' }
    difference: '-499/30000' }
  documents { invoice_number: 'B-2' customer_id: 'beta' month: '2026-10' currency: 'CHF'
    roundings { kind: ROUNDED_KIND_LINE subject: 'seats' exact: '0.005' rounded: '0.01'
                difference: '0.005' }
    difference: '0.005' })";

TEST(RoundingTable, ShowsEachInvoiceAndAboutTheirSum) {
  EXPECT_EQ(RoundingTable(Parse<v1::RoundingPage>(kRoundings), {}),
            "invoice  client  month    figures rounded  currency       difference\n"
            "B-1      acme    2026-10                3  CHF            -499/30000\n"
            "B-2      beta    2026-10                1  CHF                +0.005\n"
            "-------  ------  -------  ---------------  --------  ---------------\n"
            "total                                      CHF       about -0.011633\n");
  const auto long_one = Parse<v1::RoundingPage>(
      "documents { currency: 'CHF' roundings {} difference: '0.00500000000000000001' }");
  EXPECT_NE(RoundingTable(long_one, {}).find("about +0.005\n"), std::string::npos);
  EXPECT_EQ(RoundingTable({}, {}), "Nothing came out differently by rounding.\n");
}

TEST(RoundingTable, ShowsEachFigure) {
  EXPECT_EQ(RoundingLines(Parse<v1::RoundingPage>(kRoundings), {}),
            "invoice  client  what   of          exact   rounded  currency  difference\n"
            "B-1      acme    line   seats  1,234.3333  1,234.33  CHF          -0.0033\n"
            "B-1      acme    tax    vat          10/3      3.33  CHF           -1/300\n"
            "B-1      acme    coins             107.51     107.5  CHF            -0.01\n"
            "B-2      beta    line   seats       0.005      0.01  CHF           +0.005\n"
            "\n"
            "invoice  client  month    figures rounded  currency       difference\n"
            "B-1      acme    2026-10                3  CHF            -499/30000\n"
            "B-2      beta    2026-10                1  CHF                +0.005\n"
            "-------  ------  -------  ---------------  --------  ---------------\n"
            "total                                      CHF       about -0.011633\n");
}

}  // namespace
}  // namespace tally
