#include "projections/invoice_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "projections/folded.h"
#include "projections/projections.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The numbers below are those of November, when the office stands.
constexpr char kFirst[] = "BILL-2026-11-001";
constexpr char kSecond[] = "BILL-2026-11-002";
constexpr char kThird[] = "BILL-2026-11-003";

class Invoicing : public testing::Test {
 protected:
  // C0 and c1 pay 1.00 a month, and `counted` 18.00.
  Invoicing() : office_(AllProjections()) {
    office_.OpenProvider(2);
    office_.RunMonth("2026-09");
    office_.RunMonth("2026-10");
  }

  std::string Approve(absl::string_view customer, absl::string_view month) {
    const auto approved = office_.Try(office_.Approval(customer, month));
    EXPECT_TRUE(approved.ok()) << approved.status();
    return approved.ok() ? approved->invoice_number() : "";
  }

  // Takes back `minor_units` of an invoice.
  void Credit(absl::string_view number, int minor_units) {
    office_.Do<v1::CreditInvoice>(
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'asked' ",
                     "amount { total { minor_units: ", minor_units, " currency: 'USD' } }"));
  }

  // Each invoice in the order of issue, in words.
  std::vector<std::string> Listed() {
    std::vector<std::string> listed;
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(InvoiceList::kName);
    const InvoiceList list(*store);
    for (auto rows = list.invoices.Scan("msp"); rows.Valid(); rows.Next()) {
      listed.push_back(InWords(rows.row()));
    }
    return listed;
  }

  // The numbers of the invoices that `table`, of the list, has under `key`.
  std::vector<std::string> NumbersIn(
      Table<google::protobuf::Empty, Text, Text, Number> InvoiceList::*table,
      absl::string_view key) {
    std::vector<std::string> numbers;
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(InvoiceList::kName);
    const InvoiceList list(*store);
    for (auto rows = (list.*table).Scan("msp", key); rows.Valid(); rows.Next()) {
      absl::string_view rest = rows.rest_of_key();
      numbers.push_back(list.invoices.Find("msp", TakeNumber(rest))->number());
    }
    return numbers;
  }

  // Each credit note in the order of issue: its number, its invoice and what it takes back.
  std::vector<std::string> CreditNotes() {
    std::vector<std::string> notes;
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(InvoiceList::kName);
    for (auto rows = InvoiceList(*store).credit_notes.Scan("msp"); rows.Valid(); rows.Next()) {
      const v1::CreditNote note = rows.row();
      notes.push_back(absl::StrCat(note.number(), " ", note.invoice_number(), " ",
                                   FormatAmount(note.totals().total())));
    }
    return notes;
  }

  Office office_;

 private:
  static std::string InWords(const v1::InvoiceSummary& invoice) {
    return absl::StrCat(
        invoice.number(), " ", invoice.customer_id(), " ", invoice.month(), " ",
        FormatAmount(invoice.totals().total()), " less ", FormatAmount(invoice.credited()), " ",
        v1::InvoiceStatus_Name(invoice.status()).substr(sizeof("INVOICE_STATUS_") - 1),
        invoice.corrects_number().empty() ? "" : " corrects ", invoice.corrects_number());
  }
};

TEST_F(Invoicing, ListsNothingBeforeAnApproval) {
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_THAT(CreditNotes(), IsEmpty());
}

TEST_F(Invoicing, ListsInvoicesInTheOrderOfIssue) {
  Approve("counted", "2026-10");
  Approve("c1", "2026-10");
  Approve("c1", "2026-09");
  EXPECT_THAT(Listed(), ElementsAre("BILL-2026-11-001 counted 2026-10 18.00 less 0.00 ISSUED",
                                    "BILL-2026-11-002 c1 2026-10 1.00 less 0.00 ISSUED",
                                    "BILL-2026-11-003 c1 2026-09 1.00 less 0.00 ISSUED"));
  EXPECT_THAT(NumbersIn(&InvoiceList::by_customer, "c1"), ElementsAre(kSecond, kThird));
  EXPECT_THAT(NumbersIn(&InvoiceList::by_customer, "counted"), ElementsAre(kFirst));
  EXPECT_THAT(NumbersIn(&InvoiceList::by_customer, "c"), IsEmpty());
  EXPECT_THAT(NumbersIn(&InvoiceList::by_month, "2026-10"), ElementsAre(kFirst, kSecond));
  EXPECT_THAT(NumbersIn(&InvoiceList::by_month, "2026-11"), IsEmpty());
}

TEST_F(Invoicing, ShowsWhatAnInvoiceSays) {
  Approve("c0", "2026-10");
  const View view = office_.ledger().Read();
  const auto store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*store);
  const auto position = list.positions.Find("msp", kFirst);
  ASSERT_TRUE(position);
  EXPECT_TRUE(IsSame(Parse<v1::InvoiceSummary>(
                         "number: 'BILL-2026-11-001' customer_id: 'c0' name: 'C' month: '2026-10' "
                         "issue_date: '2026-11-03' due_date: '2026-11-03' "
                         "totals { net { minor_units: 100 currency: 'USD' } "
                         "  tax { currency: 'USD' } total { minor_units: 100 currency: 'USD' } } "
                         "credited { currency: 'USD' } status: INVOICE_STATUS_ISSUED"),
                     *list.invoices.Find("msp", position->value())));
}

TEST_F(Invoicing, AddsUpWhatWasCreditedUntilAllIs) {
  Approve("counted", "2026-10");
  Approve("c0", "2026-10");
  Credit(kFirst, 800);
  EXPECT_THAT(Listed(),
              ElementsAre("BILL-2026-11-001 counted 2026-10 18.00 less 8.00 PARTLY_CREDITED",
                          "BILL-2026-11-002 c0 2026-10 1.00 less 0.00 ISSUED"));
  Credit(kFirst, 999);
  EXPECT_EQ(Listed()[0], "BILL-2026-11-001 counted 2026-10 18.00 less 17.99 PARTLY_CREDITED");
  Credit(kFirst, 1);
  EXPECT_EQ(Listed()[0], "BILL-2026-11-001 counted 2026-10 18.00 less 18.00 CREDITED");
  EXPECT_THAT(CreditNotes(), ElementsAre("CREDIT-2026-11-001 BILL-2026-11-001 8.00",
                                         "CREDIT-2026-11-002 BILL-2026-11-001 9.99",
                                         "CREDIT-2026-11-003 BILL-2026-11-001 0.01"));
}

TEST_F(Invoicing, TellsVoidedFromCredited) {
  Approve("c0", "2026-10");
  Approve("c1", "2026-10");
  office_.Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' reason: 'mistake' invoice_number: '", kFirst, "'"));
  office_.Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' reason: 'asked' whole {} invoice_number: '", kSecond, "'"));
  EXPECT_THAT(Listed(), ElementsAre("BILL-2026-11-001 c0 2026-10 1.00 less 1.00 VOIDED",
                                    "BILL-2026-11-002 c1 2026-10 1.00 less 1.00 CREDITED"));
}

TEST_F(Invoicing, ListsACorrectionAfterWhatItCorrects) {
  Approve("counted", "2026-10");
  Approve("c0", "2026-10");
  office_.Do<v1::CorrectInvoice>(absl::StrCat("org_id: 'msp' reason: 'recount' invoice_number: '",
                                              kFirst,
                                              "' lines { line_id: 'stamp' quantity: '17' }"));
  EXPECT_THAT(Listed(),
              ElementsAre("BILL-2026-11-001 counted 2026-10 18.00 less 18.00 CREDITED",
                          "BILL-2026-11-002 c0 2026-10 1.00 less 0.00 ISSUED",
                          "BILL-2026-11-003 counted 2026-10 17.00 less 0.00 ISSUED corrects "
                          "BILL-2026-11-001"));
  EXPECT_THAT(NumbersIn(&InvoiceList::by_customer, "counted"), ElementsAre(kFirst, kThird));
}

TEST_F(Invoicing, FoldsTheSameEventsToTheSameBytes) {
  Approve("counted", "2026-10");
  Approve("c0", "2026-10");
  Credit(kFirst, 800);
  office_.Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' reason: 'mistake' invoice_number: '", kSecond, "'"));
  ExpectFoldsTheSame<InvoiceList>(office_);
}

}  // namespace
}  // namespace tally
