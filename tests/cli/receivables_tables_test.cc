#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/credit_words.h"
#include "clients/cli/show/invoices.h"
#include "clients/cli/show/payments.h"
#include "clients/cli/show/receivables.h"
#include "support/text.h"

namespace tally {
namespace {

std::string Money(const char* field, int64_t minor_units, const char* currency = "USD") {
  return absl::StrCat(field, " { minor_units: ", minor_units, " currency: '", currency, "' } ");
}

// Buckets, of which only what is current or long overdue, and credit, are not zero.
std::string Buckets(int64_t current, int64_t over_90, int64_t credit,
                    const char* currency = "USD") {
  return absl::StrCat(Money("current", current, currency), Money("days_1_to_30", 0, currency),
                      Money("days_31_to_60", 0, currency), Money("days_61_to_90", 0, currency),
                      Money("over_90", over_90, currency),
                      Money("open", current + over_90, currency), Money("disputed", 0, currency),
                      Money("credit", credit, currency), Money("deposits", 0, currency),
                      Money("balance", current + over_90 - credit, currency));
}

TEST(AgingTable, SaysThatNobodyOwesAnything) {
  EXPECT_EQ(AgingTable(Parse<v1::AgingReport>("date: '2026-10-31'"), {}),
            "What is owed on 2026-10-31\n\nNobody owes or is owed anything.\n");
}

TEST(AgingTable, HasATotalOfEachCurrency) {
  EXPECT_EQ(
      AgingTable(
          Parse<v1::AgingReport>(absl::StrCat(
              "date: '2026-10-31' ", "customers { customer_id: 'acme' name: 'Acme' buckets { ",
              Buckets(120000, 5000, 2000), "} } ",
              "customers { customer_id: 'bolt' name: 'Bolt' buckets { ", Buckets(100, 0, 0, "EUR"),
              "} } ", "totals { ", Buckets(100, 0, 0, "EUR"), "} totals { ",
              Buckets(120000, 5000, 2000), "} ")),
          {}),
      "What is owed on 2026-10-31\n"
      "\n"
      "client  name  currency   current  1-30 days  31-60  61-90  over 90      open  credit   "
      "balance\n"
      "acme    Acme  USD       1,200.00                             50.00  1,250.00  -20.00  "
      "1,230.00\n"
      "bolt    Bolt  EUR           1.00                                        1.00              "
      "1.00\n"
      "------  ----  --------  --------  ---------  -----  -----  -------  --------  ------  "
      "--------\n"
      "total         EUR           1.00                                        1.00              "
      "1.00\n"
      "total         USD       1,200.00                             50.00  1,250.00  -20.00  "
      "1,230.00\n");
}

TEST(AgingTable, ListsTheOpenInvoicesOfOneCustomer) {
  EXPECT_EQ(
      AgingTable(
          Parse<v1::AgingReport>(absl::StrCat(
              "date: '2026-10-31' customers { customer_id: 'acme' buckets { ", Buckets(100, 50, 0),
              "} invoices { invoice_number: 'B-1' issue_date: '2026-05-01' due_date: '2026-05-31' "
              "days_overdue: 153 disputed: true ",
              Money("open", 50),
              "} invoices { invoice_number: 'B-2' issue_date: '2026-10-01' "
              "due_date: '2026-10-31' ",
              Money("open", 100), "} } ")),
          {}),
      "What is owed on 2026-10-31\n"
      "\n"
      "client  name  currency  current  1-30 days  31-60  61-90  over 90  open  balance\n"
      "acme          USD          1.00                              0.50  1.50     1.50\n"
      "\n"
      "invoice   issued      due         days overdue  open\n"
      "B-1       2026-05-01  2026-05-31           153  0.50  disputed\n"
      "B-2       2026-10-01  2026-10-31                1.00\n"
      "--------  ----------  ----------  ------------  ----  --------\n"
      "open USD                                        1.50\n");
}

TEST(StatementSheet, RunsFromTheOpeningToTheClosingBalance) {
  EXPECT_EQ(StatementSheet(
                Parse<v1::AccountStatement>(absl::StrCat(
                    "customer_id: 'acme' name: 'Acme' from: '2026-10-01' to: '2026-10-31' ",
                    Money("opening_balance", 1000), Money("closing_balance", -500),
                    "entries { date: '2026-10-01' kind: STATEMENT_KIND_INVOICE document: 'B-1' "
                    "description: 'Invoice for 2026-09' ",
                    Money("amount", 10000), Money("balance", 11000),
                    "} entries { date: '2026-10-09' kind: STATEMENT_KIND_PAYMENT document: '4711' "
                    "description: 'Payment, bank' ",
                    Money("amount", -11500), Money("balance", -500), "} ")),
                {}),
            "Statement of account, Acme (acme)\n"
            "  from 2026-10-01 to 2026-10-31\n"
            "\n"
            "date        what             document  description          amount USD  balance\n"
            "2026-10-01  opening balance                                               10.00\n"
            "2026-10-01  invoice          B-1       Invoice for 2026-09      100.00   110.00\n"
            "2026-10-09  payment          4711      Payment, bank           -115.00    -5.00\n"
            "----------  ---------------  --------  -------------------  ----------  -------\n"
            "2026-10-31  closing balance                                               -5.00\n"
            "\n"
            "acme is owed 5.00 USD on 2026-10-31\n");
}

TEST(BalanceSheet, AddsUp) {
  EXPECT_EQ(BalanceSheet(Parse<v1::CustomerBalance>(absl::StrCat(
                             "customer_id: 'acme' date: '2026-10-31' ", Money("invoiced", 10000),
                             Money("credited", 0), Money("paid", 6000), Money("refunded", 500),
                             Money("granted", 0), Money("written_off", 1), Money("open", 4999),
                             Money("credit", 500), Money("balance", 4499))),
                         {}),
            "acme           on 2026-10-31, USD\n"
            "invoiced                   100.00\n"
            "paid                       -60.00\n"
            "refunded                     5.00\n"
            "written off                 -0.01\n"
            "-------------  ------------------\n"
            "balance                     44.99\n"
            "  open                      49.99\n"
            "  less credit                5.00\n");
}

// The part of a sheet that starts with `words`.
std::string From(const std::string& sheet, absl::string_view words) {
  const size_t place = sheet.find(std::string(words));
  return place == std::string::npos ? sheet : sheet.substr(place);
}

TEST(InvoiceSheet, ShowsWhatSettledIt) {
  const std::string invoice =
      "status: INVOICE_STATUS_ISSUED position: 9 invoice { approved_by: 'ann' } ";
  const std::string end = "issued, approved by ann, recorded at position 9\n";
  EXPECT_EQ(From(InvoiceSheet(Parse<v1::InvoiceView>(
                                  absl::StrCat(invoice, "settlement { ", Money("open", 5000),
                                               Money("credited", 0), Money("paid", 0), "} ")),
                              {}),
                 "open "),
            "open 50.00 USD\n\n" + end);
  EXPECT_EQ(From(InvoiceSheet(Parse<v1::InvoiceView>(absl::StrCat(
                                  invoice, "settlement { open_disputes: 1 ", Money("open", 1000),
                                  Money("credited", 500), Money("paid", 3000),
                                  Money("credit_applied", 400), Money("written_off", 100), "} ")),
                              {}),
                 "settled by"),
            "settled by      USD\n"
            "credit notes   5.00\n"
            "payments      30.00\n"
            "other credit   4.00\n"
            "write-off      1.00\n"
            "------------  -----\n"
            "open          10.00\n"
            "disputed\n"
            "\n" +
                end);
}

TEST(InvoiceTable, HasAColumnOfWhatIsOpen) {
  const std::string row = absl::StrCat(
      "customer_id: 'acme' name: 'Acme' month: '2026-09' issue_date: '2026-10-01' "
      "due_date: '2026-10-31' status: INVOICE_STATUS_ISSUED totals { ",
      Money("total", 10000), "} ", Money("credited", 0));
  EXPECT_EQ(InvoiceTable(Parse<v1::InvoicePage>(absl::StrCat(
                             "invoices { number: 'B-1' ", row, Money("open", 2500), "} ",
                             "invoices { number: 'B-2' ", row, Money("open", 0), "} ")),
                         {}),
            "number     client  name  month    issued      due         total USD   open  status\n"
            "B-1        acme    Acme  2026-09  2026-10-01  2026-10-31     100.00  25.00  issued\n"
            "B-2        acme    Acme  2026-09  2026-10-01  2026-10-31     100.00   0.00  issued\n"
            "---------  ------  ----  -------  ----------  ----------  ---------  -----  ------\n"
            "total USD                                                    200.00  25.00\n");
}

TEST(PaymentTable, LeavesTakenBackOnesOutOfTheTotal) {
  EXPECT_EQ(PaymentTable({}, {}), "No payments.\n");
  EXPECT_EQ(PaymentTable(
                Parse<v1::PaymentPage>(absl::StrCat(
                    "payments { payment { payment_id: '1' customer_id: 'acme' date: '2026-10-01' "
                    "method: 'bank' reference: 'B-1' ",
                    Money("amount", 10000), "} ", Money("refunded", 0), Money("left", 100), "} ",
                    "payments { payment { payment_id: '2' customer_id: 'bolt' date: '2026-10-02' "
                    "method: 'card' ",
                    Money("amount", 500), "} ", Money("refunded", 0), Money("left", 0),
                    "reversal { kind: REVERSAL_KIND_CHARGED_BACK } } ")),
                {}),
            "date        payment  client  method  reference  amount USD  left\n"
            "2026-10-01  1        acme    bank    B-1            100.00  1.00\n"
            "2026-10-02  2        bolt    card                     5.00        charged_back\n"
            "----------  -------  ------  ------  ---------  ----------  ----  ------------\n"
            "total USD                                           100.00  1.00\n");
}

TEST(PaymentSheet, ShowsWhatItSettles) {
  EXPECT_EQ(PaymentSheet(Parse<v1::PaymentView>(absl::StrCat(
                             "payment { payment_id: '4711' customer_id: 'acme' date: '2026-10-01' "
                             "method: 'bank' reference: 'thanks' ",
                             Money("amount", 16510),
                             "} allocations { invoice_number: 'B-1' "
                             "date: '2026-10-01' ",
                             Money("amount", 16501), Money("realised", 45, "GBP"), "} ",
                             Money("refunded", 0), Money("left", 9), "position: 12")),
                         {}),
            "Payment 4711\n"
            "  from    acme\n"
            "  date    2026-10-01\n"
            "  amount  165.10 USD, bank\n"
            "  says    thanks\n"
            "\n"
            "settles    on          amount USD  exchange gain\n"
            "B-1        2026-10-01      165.01      +0.45 GBP\n"
            "---------  ----------  ----------  -------------\n"
            "total USD                  165.01\n"
            "\n"
            "0.09 USD left as credit\n"
            "recorded at position 12\n");
}

TEST(CreditTable, NamesCreditsAsCommandsTakeThem) {
  EXPECT_EQ(CreditTable({}, {}), "No credits.\n");
  EXPECT_EQ(CreditTable(Parse<v1::CustomerCreditPage>(absl::StrCat(
                            "credits { credit { kind: CREDIT_KIND_PAYMENT id: '4711' } "
                            "customer_id: 'acme' date: '2026-10-01' deposit: true ",
                            Money("amount", 16510), Money("allocated", 16501), Money("refunded", 0),
                            Money("taken_back", 0), Money("left", 9), "} ")),
                        {}),
            "client    credit        date        amount USD  settles  left\n"
            "acme      payment/4711  2026-10-01      165.10   165.01  0.09  deposit\n"
            "--------  ------------  ----------  ----------  -------  ----  -------\n"
            "left USD                                                 0.09\n");
}

TEST(CreditWords, KindsAreReadAsTheyAreWritten) {
  for (const std::string& name : CreditKindNames()) {
    v1::CreditName credit;
    credit.set_kind(*ParseCreditKind(name));
    credit.set_id("1/2");
    EXPECT_EQ(CreditText(credit), name + "/1/2");
  }
  EXPECT_FALSE(ParseCreditKind("unspecified"));
  for (const std::string& name : ReversalNames())
    EXPECT_EQ(ReversalName(*ParseReversal(name)), name);
  EXPECT_EQ(StatementWords(v1::STATEMENT_KIND_WRITE_OFF_REVERSAL), "write off reversal");
}

}  // namespace
}  // namespace tally
