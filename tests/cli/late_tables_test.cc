#include <gtest/gtest.h>

#include "clients/cli/show/late.h"
#include "support/text.h"

namespace tally {
namespace {

TEST(LateTable, SaysThatThereIsNothing) { EXPECT_EQ(LateTable({}, {}), "Nothing is late.\n"); }

TEST(LateTable, ShowsDifferencesAndTheirSum) {
  EXPECT_EQ(LateTable(Parse<v1::LateDifferencePage>(
                          "differences { customer_id: 'acme' month: '2026-04' "
                          "  invoice_number: 'BILL-7' plan_line_id: 'fee' "
                          "  proposed { description: 'Fee' } "
                          "  billed { minor_units: 9000 currency: 'USD' } "
                          "  settled { minor_units: 0 currency: 'USD' } "
                          "  rated_now { minor_units: 3000 currency: 'USD' } "
                          "  difference { minor_units: -6000 currency: 'USD' } } "
                          "differences { customer_id: 'acme' month: '2026-04' "
                          "  invoice_number: 'BILL-7' plan_line_id: 'fee' "
                          "  part: LINE_PART_DISCOUNT proposed { description: 'Less' } "
                          "  billed { minor_units: -900 currency: 'USD' } "
                          "  settled { minor_units: 0 currency: 'USD' } "
                          "  rated_now { minor_units: -300 currency: 'USD' } "
                          "  difference { minor_units: 600 currency: 'USD' } "
                          "  drafted_in: '2026-05' }"),
                      {}),
            "customer  month    invoice  line            description  billed USD  settled  "
            "comes to now  difference  on the draft of\n"
            "acme      2026-04  BILL-7   fee             Fee               90.00     0.00  "
            "       30.00      -60.00  none yet\n"
            "acme      2026-04  BILL-7   fee (discount)  Less              -9.00     0.00  "
            "       -3.00       +6.00  2026-05\n"
            "--------  -------  -------  --------------  -----------  ----------  -------  "
            "------------  ----------  ---------------\n"
            "                            total                                            "
            "                   -54.00\n");
}

TEST(LateTable, SaysHowAMissedMonthIsMade) {
  EXPECT_EQ(LateTable(Parse<v1::LateDifferencePage>(
                          "missed_months { customer_id: 'zeta' month: '2026-04' "
                          "  totals { total { minor_units: 2500 currency: 'USD' } } }"),
                      {}),
            "run without a draft  month    would come to USD  run it again\n"
            "zeta                 2026-04              25.00  tally run start 2026-04 "
            "--customer zeta\n");
}

}  // namespace
}  // namespace tally
