#include "projections/journal.h"

#include <gtest/gtest.h>

#include "ledger/deciders/accounting_periods.h"
#include "ledger/deciders/payments.h"
#include "ledger/deciders/receivables.h"
#include "projections/folded.h"
#include "projections/projections.h"
#include "support/journal_text.h"

namespace tally {
namespace {

// C0 and c1 pay 1.00 a month; the clock stands on 3 November.
class Journalling : public testing::Test {
 protected:
  Journalling() : office_(AllProjections()) {
    office_.OpenProvider(2);
    office_.RunMonth("2026-10");
  }

  std::string Approve(absl::string_view customer) {
    const auto approved = office_.Try(office_.Approval(customer, "2026-10"));
    EXPECT_TRUE(approved.ok()) << approved.status();
    return approved.ok() ? approved->invoice_number() : "";
  }

  void Pay(absl::string_view id, absl::string_view customer, int minor_units,
           absl::string_view more = "oldest_first {}") {
    office_.Do<v1::RecordPayment>(absl::StrCat(
        "org_id: 'msp' payment { payment_id: '", id, "' customer_id: '", customer,
        "' date: '2026-11-02' amount { minor_units: ", minor_units, " currency: 'USD' } } ", more));
  }

  // All entries as the ledger keeps them.
  std::string Entries() {
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(Journal::kName);
    std::string text;
    for (auto rows = Journal(*store).entries.Scan("msp"); rows.Valid(); rows.Next()) {
      text += Printed(rows.row());
    }
    return text;
  }

  Office office_;
};

TEST_F(Journalling, OrdersByDayAndThenByPosition) {
  const std::string number = Approve("c0");
  Pay("p1", "c0", 150);
  // The money came before the invoice: both sides are there on the day of the invoice.
  EXPECT_EQ(Entries(), absl::StrCat("2026-11-02 p1 Payment p1 by bank [c0]\n"
                                    "  CASH bank 1.50 USD\n"
                                    "  CUSTOMER_CREDIT c0 -1.50 USD\n"
                                    "2026-11-03 ",
                                    number, " Invoice ", number,
                                    " [c0]\n"
                                    "  RECEIVABLE c0 1.00 USD\n"
                                    "  REVENUE stamp -1.00 USD\n"
                                    "2026-11-03 p1 Allocation of payment p1 to ",
                                    number,
                                    " [c0]\n"
                                    "  CUSTOMER_CREDIT c0 1.00 USD\n"
                                    "  RECEIVABLE c0 -1.00 USD\n"));
}

TEST_F(Journalling, FoldsTheSameEventsToTheSameBytes) {
  const std::string first = Approve("c0");
  const std::string second = Approve("c1");
  Pay("p1", "c0", 150);
  office_.Do<v1::ReversePayment>(
      "org_id: 'msp' payment_id: 'p1' kind: REVERSAL_KIND_FAILED reason: 'returned'");
  Pay("p2", "c1", 40);
  Pay("p3", "c1", 30, "none {}");
  office_.Do<v1::RefundCustomer>(
      "org_id: 'msp' customer_id: 'c1' refund_id: 'r1' reason: 'asked' "
      "credit { kind: CREDIT_KIND_PAYMENT id: 'p3' }");
  office_.Do<v1::GrantCredit>(
      "org_id: 'msp' customer_id: 'c1' credit_id: 'g1' reason: 'sorry' "
      "amount { minor_units: 5 currency: 'USD' }");
  office_.Do<v1::WriteOffInvoice>(
      absl::StrCat("org_id: 'msp' reason: 'lost' invoice_number: '", second, "'"));
  office_.Do<v1::ReverseInvoiceWriteOff>(
      absl::StrCat("org_id: 'msp' reason: 'found' invoice_number: '", second, "'"));
  office_.Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' reason: 'asked' whole {} invoice_number: '", first, "'"));
  office_.Do<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-10'");
  office_.Do<v1::ReopenAccountingPeriod>("org_id: 'msp' month: '2026-10' reason: 'late bill'");
  ExpectFoldsTheSame<Journal>(office_);
}

}  // namespace
}  // namespace tally
