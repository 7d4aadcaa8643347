// What each document and movement is as double entry.

#include "projections/journal_entries.h"

#include <gtest/gtest.h>

#include <string>

#include "support/journal_text.h"
#include "support/text.h"

namespace tally {
namespace {

// The entries of an event in text format; each must balance.
std::string Checked(const JournalEntries& entries) {
  for (const v1::JournalEntry& entry : entries) {
    EXPECT_TRUE(ImbalanceOf(entry).empty()) << Printed(entry);
    EXPECT_GE(entry.postings_size(), 2);
  }
  return PrintedJournal(entries);
}

template <class Event>
std::string Booked(absl::string_view text) {
  return Checked(EntriesOf(Parse<Event>(text)));
}

std::string Usd(int64_t cents) {
  return absl::StrCat("{ minor_units: ", cents, " currency: 'USD' }");
}

std::string Gbp(int64_t cents) {
  return absl::StrCat("{ minor_units: ", cents, " currency: 'GBP' }");
}

// An invoice of 3 November with more that is said of it.
std::string InvoiceIssuedText(absl::string_view more) {
  return absl::StrCat(
      "invoice { number: 'B-1' bill_to { customer_id: 'acme' } issue_date: '2026-11-03' ", more,
      " }");
}

std::string LineText(absl::string_view item, int64_t cents) {
  return absl::StrCat("lines { line_id: '", item, "-line' item_id: '", item, "' amount ",
                      Usd(cents), " } ");
}

std::string TaxText(absl::string_view tax, int64_t cents) {
  return absl::StrCat("tax_groups { tax_id: '", tax, "' tax ", Usd(cents), " } ");
}

std::string TotalsText(int64_t net, int64_t tax, absl::string_view more = "") {
  return absl::StrCat("totals { net ", Usd(net), " tax ", Usd(tax), " total ", Usd(net + tax), " ",
                      more, " } ");
}

std::string BaseText(absl::string_view rate, int64_t net, int64_t tax,
                     absl::string_view more = "") {
  return absl::StrCat("base_totals { exchange { from_currency: 'USD' to_currency: 'GBP' rate: '",
                      rate, "' } totals { net ", Gbp(net), " tax ", Gbp(tax), " total ",
                      Gbp(net + tax), " ", more, " } } ");
}

TEST(InvoiceEntries, OwesEachItemAndEachTax) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("seat", 10'000) + LineText("backup", 5'000) + LineText("seat", -1'000) +
                TaxText("vat", 2'000) + TaxText("", 0) + TaxText("city", 150) +
                TotalsText(14'000, 2'150))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 161.50 USD\n"
            "  REVENUE seat -90.00 USD\n"
            "  REVENUE backup -50.00 USD\n"
            "  TAX vat -20.00 USD\n"
            "  TAX city -1.50 USD\n");
}

TEST(InvoiceEntries, RoundingToCoinsIsItsOwnAccount) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("seat", 9'945) + TaxText("vat", 806) +
                TotalsText(9'945, 806, "rounding " + Usd(-1) + " payable " + Usd(10'750)))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 107.50 USD\n"
            "  REVENUE seat -99.45 USD\n"
            "  TAX vat -8.06 USD\n"
            "  ROUNDING 0.01 USD\n");
}

TEST(InvoiceEntries, BelowZeroIsCreditOfTheCustomer) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("seat", -1'000) + TaxText("vat", -200) +
                TotalsText(-1'000, -200, "payable " + Usd(0) + " customer_credit " + Usd(1'200)))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  CUSTOMER_CREDIT acme -12.00 USD\n"
            "  REVENUE seat 10.00 USD\n"
            "  TAX vat 2.00 USD\n");
}

TEST(InvoiceEntries, OfNothingAreNone) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(LineText("seat", 0) + TotalsText(0, 0))),
            "");
}

// C11: 500.00 dollars at 0.6072.
TEST(InvoiceEntries, InAnotherCurrencyHasACost) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("seat", 50'000) + TotalsText(50'000, 0) + BaseText("0.6072", 30'360, 0))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 500.00 USD is 303.60 GBP\n"
            "  REVENUE seat -303.60 GBP\n");
}

TEST(InvoiceEntries, WhatAllIsInTheBooksIsSpreadExactly) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("a", 100) + LineText("b", 100) + LineText("c", 100) + TaxText("x", 15) +
                TaxText("y", 15) + TotalsText(300, 30) + BaseText("0.3333", 100, 10))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 3.30 USD is 1.10 GBP\n"
            "  REVENUE a -0.33 GBP\n"
            "  REVENUE b -0.34 GBP\n"
            "  REVENUE c -0.33 GBP\n"
            "  TAX x -0.05 GBP\n"
            "  TAX y -0.05 GBP\n");
}

// The books' own rounding to coins is what the payable amount adds to net and tax there.
TEST(InvoiceEntries, RoundingInAnotherCurrencyIsThatOfTheBooks) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(InvoiceIssuedText(
                LineText("a", 1'003) +
                TotalsText(1'003, 0, "rounding " + Usd(2) + " payable " + Usd(1'005)) +
                BaseText("0.5", 502, 0, "rounding " + Gbp(1) + " payable " + Gbp(503)))),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 10.05 USD is 5.03 GBP\n"
            "  REVENUE a -5.02 GBP\n"
            "  ROUNDING -0.01 GBP\n");
}

TEST(InvoiceEntries, WithoutARateAllIsInTheCurrencyOfTheInvoice) {
  EXPECT_EQ(Booked<v1::InvoiceIssued>(
                InvoiceIssuedText(LineText("a", 500) + TotalsText(500, 0) + "base_totals { }")),
            "2026-11-03 B-1 Invoice B-1 [acme]\n"
            "  RECEIVABLE acme 5.00 USD\n"
            "  REVENUE a -5.00 USD\n");
}

// A note of 20 November that takes back of the seats and backups of an invoice.
std::string Credited(int64_t seats, int64_t backups, int64_t tax, absl::string_view more,
                     absl::string_view invoice_more = "") {
  const std::string note = absl::StrCat(
      "credit_note { number: 'N-1' invoice_number: 'B-1' bill_to { customer_id: 'acme' } ",
      "issue_date: '2026-11-20' lines { line_id: 'seat-line' amount ", Usd(seats),
      " } lines { line_id: 'backup-line' amount ", Usd(backups), " } tax_groups { tax_id: 'vat' ",
      "tax ", Usd(tax), " } totals { net ", Usd(seats + backups), " tax ", Usd(tax), " total ",
      Usd(seats + backups + tax), " } ", more, " }");
  const auto invoice =
      Parse<v1::Invoice>(absl::StrCat(LineText("seat", 1), LineText("backup", 1), invoice_more));
  return Checked(EntriesOf(Parse<v1::CreditNoteIssued>(note), invoice));
}

TEST(CreditNoteEntries, OpenIsSettledFirstAndTheRestIsCredit) {
  EXPECT_EQ(Credited(5'000, 1'000, 1'000,
                     absl::StrCat("settlement { amount ", Usd(7'000), " against_open ", Usd(6'000),
                                  " to_credit ", Usd(1'000), " }")),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat 50.00 USD\n"
            "  REVENUE backup 10.00 USD\n"
            "  TAX vat 10.00 USD\n"
            "  RECEIVABLE acme -60.00 USD\n"
            "  CUSTOMER_CREDIT acme -10.00 USD\n");
}

TEST(CreditNoteEntries, OfBeforeThereWerePaymentsTakeAllOffWhatIsOwed) {
  EXPECT_EQ(Credited(5'000, 0, 1'000, ""),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat 50.00 USD\n"
            "  TAX vat 10.00 USD\n"
            "  RECEIVABLE acme -60.00 USD\n");
}

TEST(CreditNoteEntries, RoundingToCoinsIsTakenBackWithTheLast) {
  EXPECT_EQ(Credited(9'945, 0, 806,
                     absl::StrCat("settlement { amount ", Usd(10'750), " against_open ",
                                  Usd(10'750), " rounding ", Usd(-1), " }")),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat 99.45 USD\n"
            "  TAX vat 8.06 USD\n"
            "  RECEIVABLE acme -107.50 USD\n"
            "  ROUNDING -0.01 USD\n");
}

TEST(CreditNoteEntries, OfAnInvoiceBelowZeroTakeItsCreditBack) {
  EXPECT_EQ(Credited(-1'000, 0, -200,
                     absl::StrCat("settlement { amount ", Usd(-1'200), " against_open ",
                                  Usd(-1'200), " }")),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat -10.00 USD\n"
            "  TAX vat -2.00 USD\n"
            "  CUSTOMER_CREDIT acme 12.00 USD\n");
}

constexpr char kRate[] =
    "base_totals { exchange { from_currency: 'USD' to_currency: 'GBP' rate: '0.6072' } }";

TEST(CreditNoteEntries, InAnotherCurrencyHaveCosts) {
  EXPECT_EQ(Credited(10'000, 5'000, 3'000,
                     absl::StrCat("settlement { amount ", Usd(18'000), " against_open ",
                                  Usd(10'000), " to_credit ", Usd(8'000), " base { net ",
                                  Gbp(9'108), " tax ", Gbp(1'822), " total ", Gbp(10'930),
                                  " } open_base ", Gbp(6'072), " credit_base ", Gbp(4'858), " }"),
                     kRate),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat 60.72 GBP\n"
            "  REVENUE backup 30.36 GBP\n"
            "  TAX vat 18.22 GBP\n"
            "  RECEIVABLE acme -100.00 USD is -60.72 GBP\n"
            "  CUSTOMER_CREDIT acme -80.00 USD is -48.58 GBP\n");
}

// With what only one side is known to be, none has a cost.
TEST(CreditNoteEntries, HaveCostsOnAllSidesOrNone) {
  EXPECT_EQ(Credited(10'000, 0, 0,
                     absl::StrCat("settlement { amount ", Usd(10'000), " against_open ", Usd(4'000),
                                  " to_credit ", Usd(6'000), " base { net ", Gbp(6'072), " total ",
                                  Gbp(6'072), " } open_base ", Gbp(2'429), " }"),
                     kRate),
            "2026-11-20 N-1 Credit note N-1 on B-1 [acme]\n"
            "  REVENUE seat 100.00 USD\n"
            "  RECEIVABLE acme -40.00 USD\n"
            "  CUSTOMER_CREDIT acme -60.00 USD\n");
}

std::string PaymentText(int64_t cents, absl::string_view more = "") {
  return absl::StrCat("payment { payment_id: 'p1' customer_id: 'acme' amount ", Usd(cents),
                      " date: '2026-11-10' method: 'card' ", more, " } ");
}

TEST(PaymentEntries, ArePaidIntoTheCashOfTheirMethodAsCredit) {
  EXPECT_EQ(Booked<v1::PaymentRecorded>(PaymentText(16'510)),
            "2026-11-10 p1 Payment p1 by card [acme]\n"
            "  CASH card 165.10 USD\n"
            "  CUSTOMER_CREDIT acme -165.10 USD\n");
  EXPECT_EQ(Booked<v1::PaymentRecorded>(PaymentText(16'510, "deposit: true")),
            "2026-11-10 p1 Deposit p1 by card [acme]\n"
            "  CASH card 165.10 USD\n"
            "  DEPOSIT acme -165.10 USD\n");
}

TEST(PaymentEntries, InAnotherCurrencyHaveACost) {
  EXPECT_EQ(
      Booked<v1::PaymentRecorded>(PaymentText(50'000) + "base { amount " + Gbp(30'405) + " }"),
      "2026-11-10 p1 Payment p1 by card [acme]\n"
      "  CASH card 500.00 USD is 304.05 GBP\n"
      "  CUSTOMER_CREDIT acme -500.00 USD is -304.05 GBP\n");
}

std::string AllocationText(absl::string_view invoice, int64_t cents, absl::string_view date,
                           absl::string_view more = "") {
  return absl::StrCat("allocations { invoice_number: '", invoice, "' amount ", Usd(cents),
                      " date: '", date, "' ", more, " } ");
}

constexpr char kOfPayment[] = "customer_id: 'acme' credit { kind: CREDIT_KIND_PAYMENT id: 'p1' } ";

std::string Allocated(const std::string& allocations, bool is_deposit = false) {
  return Checked(EntriesOf(Parse<v1::CreditAllocated>(kOfPayment + allocations), is_deposit));
}

TEST(AllocationEntries, HaveTheDayOfEachAllocation) {
  EXPECT_EQ(
      Allocated(AllocationText("B-1", 100, "2026-11-10") + AllocationText("B-2", 50, "2026-11-05") +
                AllocationText("B-3", -20, "2026-11-10")),
      "2026-11-05 p1 Allocation of payment p1 to B-2 [acme]\n"
      "  CUSTOMER_CREDIT acme 0.50 USD\n"
      "  RECEIVABLE acme -0.50 USD\n"
      "2026-11-10 p1 Allocation of payment p1 to 2 invoices [acme]\n"
      "  CUSTOMER_CREDIT acme 0.80 USD\n"
      "  RECEIVABLE acme -0.80 USD\n");
  EXPECT_EQ(Allocated(AllocationText("B-1", 100, "2026-11-10"), true),
            "2026-11-10 p1 Allocation of payment p1 to B-1 [acme]\n"
            "  DEPOSIT acme 1.00 USD\n"
            "  RECEIVABLE acme -1.00 USD\n");
}

std::string Bases(int64_t receivable, int64_t credit) {
  return absl::StrCat("receivable_base ", Gbp(receivable), " credit_base ", Gbp(credit),
                      " realised ", Gbp(credit - receivable));
}

// C11: the receivable at the invoice's rate, the cash at the payment's.
TEST(AllocationEntries, TheDifferenceOfRatesIsExchange) {
  EXPECT_EQ(Allocated(AllocationText("B-1", 50'000, "2026-11-10", Bases(30'360, 30'405))),
            "2026-11-10 p1 Allocation of payment p1 to B-1 [acme]\n"
            "  CUSTOMER_CREDIT acme 500.00 USD is 304.05 GBP\n"
            "  RECEIVABLE acme -500.00 USD is -303.60 GBP\n"
            "  EXCHANGE -0.45 GBP\n");
}

TEST(AllocationEntries, WhatMovesBetweenInvoicesMayBeBookedDifferently) {
  EXPECT_EQ(Allocated(AllocationText("B-1", -100, "2026-11-10", Bases(-61, -60)) +
                      AllocationText("B-2", 100, "2026-11-10", Bases(59, 60))),
            "2026-11-10 p1 Allocation of payment p1 to 2 invoices [acme]\n"
            "  CUSTOMER_CREDIT acme -1.00 USD is -0.60 GBP\n"
            "  RECEIVABLE acme 1.00 USD is 0.61 GBP\n"
            "  CUSTOMER_CREDIT acme 1.00 USD is 0.60 GBP\n"
            "  RECEIVABLE acme -1.00 USD is -0.59 GBP\n"
            "  EXCHANGE -0.02 GBP\n");
}

TEST(AllocationEntries, WhatIsKnownOfOneSideOnlyHasNoCost) {
  EXPECT_EQ(Allocated(AllocationText("B-1", 100, "2026-11-10", "credit_base " + Gbp(61)) +
                      AllocationText("B-2", 100, "2026-11-10", Bases(60, 61))),
            "2026-11-10 p1 Allocation of payment p1 to B-1 [acme]\n"
            "  CUSTOMER_CREDIT acme 1.00 USD\n"
            "  RECEIVABLE acme -1.00 USD\n"
            "2026-11-10 p1 Allocation of payment p1 to B-2 [acme]\n"
            "  CUSTOMER_CREDIT acme 1.00 USD is 0.61 GBP\n"
            "  RECEIVABLE acme -1.00 USD is -0.60 GBP\n"
            "  EXCHANGE -0.01 GBP\n");
}

TEST(ReversalEntries, TakeWhatIsLeftOutOfTheCash) {
  const auto reversed = Parse<v1::PaymentReversed>(
      "customer_id: 'acme' payment_id: 'p1' date: '2026-11-12' reason: 'returned'");
  EXPECT_EQ(Checked(EntriesOf(reversed, Parse<v1::PaymentRecorded>(PaymentText(500)))),
            "2026-11-12 p1 Reversal of payment p1 [acme]\n"
            "  CUSTOMER_CREDIT acme 5.00 USD\n"
            "  CASH card -5.00 USD\n");
  EXPECT_EQ(
      Checked(EntriesOf(reversed, Parse<v1::PaymentRecorded>(PaymentText(500, "deposit: true") +
                                                             "base { amount " + Gbp(304) + " }"))),
      "2026-11-12 p1 Reversal of payment p1 [acme]\n"
      "  DEPOSIT acme 5.00 USD is 3.04 GBP\n"
      "  CASH card -5.00 USD is -3.04 GBP\n");
}

std::string Refunded(absl::string_view more, bool is_deposit = false) {
  return Checked(EntriesOf(Parse<v1::CustomerRefunded>(absl::StrCat(
                               "customer_id: 'acme' refund { refund_id: 'r1' ",
                               "credit { kind: CREDIT_KIND_CREDIT_NOTE id: 'N-1' } amount ",
                               Usd(1'000), " date: '2026-11-15' method: 'bank' ", more, " }")),
                           is_deposit));
}

TEST(RefundEntries, TakeCashOutOfCredit) {
  EXPECT_EQ(Refunded(""),
            "2026-11-15 r1 Refund r1 of credit note N-1 [acme]\n"
            "  CUSTOMER_CREDIT acme 10.00 USD\n"
            "  CASH bank -10.00 USD\n");
  EXPECT_EQ(Refunded("base { amount " + Gbp(620) + " } credit_base " + Gbp(607), true),
            "2026-11-15 r1 Refund r1 of credit note N-1 [acme]\n"
            "  DEPOSIT acme 10.00 USD is 6.07 GBP\n"
            "  CASH bank -10.00 USD is -6.20 GBP\n"
            "  EXCHANGE 0.13 GBP\n");
  EXPECT_EQ(Refunded("base { amount " + Gbp(620) + " }"),
            "2026-11-15 r1 Refund r1 of credit note N-1 [acme]\n"
            "  CUSTOMER_CREDIT acme 10.00 USD\n"
            "  CASH bank -10.00 USD\n");
}

TEST(GrantEntries, AreAnExpense) {
  const std::string grant =
      "customer_id: 'acme' credit_id: 'sorry' date: '2026-11-15' amount " + Usd(1'000);
  EXPECT_EQ(Booked<v1::CreditGranted>(grant),
            "2026-11-15 sorry Granted credit sorry [acme]\n"
            "  CUSTOMER_CREDIT acme -10.00 USD\n"
            "  GRANTED_CREDIT 10.00 USD\n");
  EXPECT_EQ(Booked<v1::CreditGranted>(grant + " base { amount " + Gbp(607) + " }"),
            "2026-11-15 sorry Granted credit sorry [acme]\n"
            "  CUSTOMER_CREDIT acme -10.00 USD is -6.07 GBP\n"
            "  GRANTED_CREDIT 6.07 GBP\n");
}

// C16: bad debt of 0.04, and revenue as it was.
TEST(WriteOffEntries, AreBadDebtAndBack) {
  const std::string given_up =
      "customer_id: 'acme' invoice_number: 'B-1' date: '2026-12-01' amount " + Usd(4);
  EXPECT_EQ(Booked<v1::InvoiceWrittenOff>(given_up),
            "2026-12-01 B-1 Write-off of B-1 [acme]\n"
            "  RECEIVABLE acme -0.04 USD\n"
            "  BAD_DEBT 0.04 USD\n");
  EXPECT_EQ(Booked<v1::InvoiceWrittenOff>(given_up + " receivable_base " + Gbp(3)),
            "2026-12-01 B-1 Write-off of B-1 [acme]\n"
            "  RECEIVABLE acme -0.04 USD is -0.03 GBP\n"
            "  BAD_DEBT 0.03 GBP\n");
  EXPECT_EQ(Booked<v1::InvoiceWriteOffReversed>(given_up + " receivable_base " + Gbp(3)),
            "2026-12-01 B-1 Write-off of B-1 taken back [acme]\n"
            "  RECEIVABLE acme 0.04 USD is 0.03 GBP\n"
            "  BAD_DEBT -0.03 GBP\n");
}

// C13: a gain of 100.00 that is not realised, and is taken back the next day.
TEST(PeriodEntries, RevaluationIsReversedOnTheNextDay) {
  EXPECT_EQ(
      Booked<v1::AccountingPeriodClosed>(
          "month: '2026-11' revaluations { customer_id: 'acme' unrealised " + Usd(10'000) + " }"),
      "2026-11-30 2026-11 Revaluation of 2026-11 [acme]\n"
      "  REVALUATION 100.00 USD\n"
      "  UNREALISED_EXCHANGE -100.00 USD\n"
      "2026-12-01 2026-11 Revaluation of 2026-11 reversed [acme]\n"
      "  REVALUATION -100.00 USD\n"
      "  UNREALISED_EXCHANGE 100.00 USD\n");
}

TEST(PeriodEntries, CustomersAreTakenTogether) {
  EXPECT_EQ(Booked<v1::AccountingPeriodClosed>(
                "month: '2026-12' revaluations { customer_id: 'acme' unrealised " + Usd(-320) +
                " } revaluations { customer_id: 'zeta' unrealised " + Usd(20) + " }"),
            "2026-12-31 2026-12 Revaluation of 2026-12 []\n"
            "  REVALUATION -3.00 USD\n"
            "  UNREALISED_EXCHANGE 3.00 USD\n"
            "2027-01-01 2026-12 Revaluation of 2026-12 reversed []\n"
            "  REVALUATION 3.00 USD\n"
            "  UNREALISED_EXCHANGE -3.00 USD\n");
  EXPECT_EQ(Booked<v1::AccountingPeriodClosed>("month: '2026-12'"), "");
}

TEST(PeriodEntries, AMonthThatIsOpenedTakesBothBack) {
  EXPECT_EQ(Booked<v1::AccountingPeriodReopened>(
                "month: '2026-11' taken_back { month: '2026-11' revaluations { customer_id: "
                "'acme' unrealised " +
                Usd(500) + " } } taken_back { month: '2026-12' }"),
            "2026-11-30 2026-11 Revaluation of 2026-11 taken back [acme]\n"
            "  REVALUATION -5.00 USD\n"
            "  UNREALISED_EXCHANGE 5.00 USD\n"
            "2026-12-01 2026-11 Reversal of the revaluation of 2026-11 taken back [acme]\n"
            "  REVALUATION 5.00 USD\n"
            "  UNREALISED_EXCHANGE -5.00 USD\n");
}

}  // namespace
}  // namespace tally
