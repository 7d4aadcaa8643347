#include <gtest/gtest.h>

#include "clients/cli/show/conflicts.h"
#include "clients/cli/show/csv.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kPage[] =
    "conflicts { customer_id: 'acme' month: '2026-10' invoice_number: 'BILL-7' "
    "  total { minor_units: 123450 currency: 'USD' } approved_by: 'ben' "
    "  approved_at { seconds: 1793793600 } position: 1812 ground: CONFLICT_GROUND_EXCEPTION "
    "  exception: 'Boss is ill' earlier_contributions: 2 "
    "  contributions { kind: CONTRIBUTION_KIND_PLAN actor: 'ben' position: 1204 "
    "    recorded_at { seconds: 1793707200 } subject: '2026-10-01' } "
    "  contributions { kind: CONTRIBUTION_KIND_WAIVER actor: 'ben' position: 1700 "
    "    recorded_at { seconds: 1793707200 } } } "
    "conflicts { customer_id: 'zeta' month: '2026-10' invoice_number: 'BILL-8' "
    "  total { minor_units: 900 currency: 'USD' } approved_by: 'tallyd' automatic: true "
    "  approved_at { seconds: 1793793600 } position: 1813 ground: CONFLICT_GROUND_WITHIN_LIMIT "
    "  contributions { kind: CONTRIBUTION_KIND_CUSTOMER actor: 'ann' position: 3 "
    "    recorded_at { seconds: 1793707200 } } } ";

TEST(ConflictTable, SaysThatThereIsNone) {
  EXPECT_EQ(ConflictTable({}, {}), "Nobody approved what they had contributed to.\n");
}

TEST(ConflictTable, ShowsWhatWasContributed) {
  EXPECT_EQ(ConflictTable(Parse<v1::ConflictPage>(kPage), {}),
            "month    client  invoice  total USD  approved by   event  why it was not refused\n"
            "2026-10  acme    BILL-7    1,234.50  ben           1,812  exception\n"
            "  exception: Boss is ill\n"
            "  2 earlier contributions\n"
            "  ben set the plan from 2026-10-01, event 1204, 2026-11-03T12:00:00Z\n"
            "  ben waived flags, event 1700, 2026-11-03T12:00:00Z\n"
            "2026-10  zeta    BILL-8        9.00  the calendar  1,813  within the limit\n"
            "  ann defined the customer, event 3, 2026-11-03T12:00:00Z\n");
}

TEST(ConflictTable, IsARowAnInvoiceInCsv) {
  const std::string csv = CsvText(Parse<v1::ConflictPage>(kPage));
  EXPECT_NE(csv.find("acme,2026-10,BILL-7,1234.50,USD,ben,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("Boss is ill"), std::string::npos) << csv;
}

}  // namespace
}  // namespace tally
