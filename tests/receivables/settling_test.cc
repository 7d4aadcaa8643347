#include "ledger/receivables/settling.h"

#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "support/text.h"

namespace tally {
namespace {

v1::Money Dollars(int64_t cents) { return MakeMoney(cents, "USD"); }
v1::Money Pounds(int64_t pence) { return MakeMoney(pence, "GBP"); }

v1::CustomerCredit CreditOf(int64_t cents, const std::string& date,
                            const v1::Money* base = nullptr) {
  return NewCredit(v1::CREDIT_KIND_PAYMENT, "p1", "acme", date, Dollars(cents), base);
}

v1::InvoiceSettlement InvoiceOf(const std::string& number, int64_t cents, const std::string& date) {
  v1::InvoiceSettlement invoice;
  invoice.set_invoice_number(number);
  invoice.set_issue_date(date);
  invoice.set_grew_on(date);
  *invoice.mutable_payable() = Dollars(cents);
  *invoice.mutable_open() = Dollars(cents);
  return invoice;
}

SettlingRules From(const std::string& day) { return {.not_before = day}; }

TEST(Settle, TakesOffBothSides) {
  v1::CustomerCredit credit = CreditOf(10'000, "2026-05-01");
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 7'000, "2026-04-01");
  EXPECT_TRUE(IsSame(Settle(From("2026-05-01"), Dollars(4'000), credit, invoice),
                     Parse<v1::Allocation>("invoice_number: 'I-1' date: '2026-05-01' "
                                           "amount { minor_units: 4000 currency: 'USD' }")));
  EXPECT_EQ(credit.left().minor_units(), 6'000);
  EXPECT_EQ(invoice.open().minor_units(), 3'000);
}

TEST(Settle, IsDatedWhenBothSidesWereThere) {
  struct Row {
    const char* asked;
    const char* credit;
    const char* credit_grew;
    const char* invoice;
    const char* invoice_grew;
    const char* is;
  };
  const Row rows[] = {
      {"2026-05-09", "2026-05-01", "2026-05-01", "2026-04-01", "2026-04-01", "2026-05-09"},
      {"2026-04-02", "2026-05-01", "2026-05-01", "2026-04-01", "2026-04-01", "2026-05-01"},
      {"2026-04-02", "2026-05-01", "2026-05-03", "2026-04-01", "2026-04-01", "2026-05-03"},
      {"2026-04-02", "2026-03-01", "2026-03-01", "2026-05-05", "2026-05-05", "2026-05-05"},
      {"2026-04-02", "2026-03-01", "2026-03-01", "2026-04-01", "2026-05-07", "2026-05-07"},
  };
  for (const Row& row : rows) {
    v1::CustomerCredit credit = CreditOf(100, row.credit);
    credit.set_grew_on(row.credit_grew);
    v1::InvoiceSettlement invoice = InvoiceOf("I-1", 100, row.invoice);
    invoice.set_grew_on(row.invoice_grew);
    EXPECT_EQ(Settle(From(row.asked), Dollars(100), credit, invoice).date(), row.is);
  }
}

// C11 of the worked examples, in three parts.
TEST(Settle, RealisesWhatRatesDifferBy) {
  const v1::Money worth = Pounds(30'405);
  v1::CustomerCredit credit = CreditOf(50'000, "2026-05-01", &worth);
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 50'000, "2026-04-01");
  *invoice.mutable_open_base() = Pounds(30'360);
  int64_t realised = 0;
  for (const int64_t part : {16'667, 16'667, 16'666}) {
    realised += Settle(From(""), Dollars(part), credit, invoice).realised().minor_units();
  }
  EXPECT_EQ(realised, 45);
  EXPECT_EQ(credit.left_base().minor_units(), 0);
  EXPECT_EQ(invoice.open_base().minor_units(), 0);
}

TEST(Settle, RealisesNothingWhereAWorthIsNotKnown) {
  const v1::Money worth = Pounds(60);
  v1::CustomerCredit credit = CreditOf(100, "2026-05-01", &worth);
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 100, "2026-04-01");
  const v1::Allocation settled = Settle(From(""), Dollars(50), credit, invoice);
  EXPECT_EQ(settled.credit_base().minor_units(), 30);
  EXPECT_FALSE(settled.has_receivable_base());
  EXPECT_FALSE(settled.has_realised());
}

TEST(TakeBack, RestoresWhatWasSettledToTheCent) {
  const v1::Money worth = Pounds(6'667);
  v1::CustomerCredit credit = CreditOf(10'000, "2026-05-01", &worth);
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 9'000, "2026-04-01");
  *invoice.mutable_open_base() = Pounds(5'400);
  v1::Allocation settled = Settle(From("2026-05-02"), Dollars(7'777), credit, invoice);

  const v1::Allocation half =
      TakeBack(From("2026-05-04"), Dollars(3'333), settled, credit, invoice);
  EXPECT_EQ(half.date(), "2026-05-04");
  EXPECT_EQ(half.amount().minor_units(), -3'333);
  EXPECT_EQ(half.realised().minor_units(),
            half.credit_base().minor_units() - half.receivable_base().minor_units());
  EXPECT_EQ(credit.grew_on(), "2026-05-04");
  EXPECT_EQ(invoice.grew_on(), "2026-05-04");
  *settled.mutable_amount() = *Add(settled.amount(), half.amount());
  *settled.mutable_receivable_base() = *Add(settled.receivable_base(), half.receivable_base());
  *settled.mutable_credit_base() = *Add(settled.credit_base(), half.credit_base());

  TakeBack(From("2026-05-04"), settled.amount(), settled, credit, invoice);
  EXPECT_EQ(credit.left().minor_units(), 10'000);
  EXPECT_EQ(credit.left_base().minor_units(), 6'667);
  EXPECT_EQ(invoice.open().minor_units(), 9'000);
  EXPECT_EQ(invoice.open_base().minor_units(), 5'400);
}

TEST(TakeBack, IsNotBeforeItWasSettled) {
  v1::CustomerCredit credit = CreditOf(100, "2026-05-01");
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 100, "2026-05-20");
  const v1::Allocation settled = Settle(From("2026-05-01"), Dollars(100), credit, invoice);
  EXPECT_EQ(TakeBack(From("2026-05-10"), Dollars(100), settled, credit, invoice).date(),
            "2026-05-20");
}

TEST(SettleInOrder, UsesTheCreditUp) {
  v1::CustomerCredit credit = CreditOf(150, "2026-05-01");
  std::vector<v1::InvoiceSettlement> invoices = {
      InvoiceOf("I-1", 100, "2026-04-01"), InvoiceOf("I-2", 0, "2026-04-01"),
      InvoiceOf("I-3", 100, "2026-04-01"), InvoiceOf("I-4", 100, "2026-04-01")};
  const auto settled = SettleInOrder(From(""), credit, invoices);
  ASSERT_EQ(settled.size(), 2U);
  EXPECT_EQ(settled[0].invoice_number(), "I-1");
  EXPECT_EQ(settled[1].invoice_number(), "I-3");
  EXPECT_EQ(settled[1].amount().minor_units(), 50);
  EXPECT_EQ(invoices[3].open().minor_units(), 100);
}

TEST(MostOf, IsNothingInAnotherCurrency) {
  v1::InvoiceSettlement invoice = InvoiceOf("I-1", 100, "2026-04-01");
  const v1::CustomerCredit credit = CreditOf(70, "2026-05-01");
  EXPECT_EQ(MostOf(credit, invoice).minor_units(), 70);
  *invoice.mutable_open() = MakeMoney(100, "EUR");
  EXPECT_EQ(MostOf(credit, invoice).minor_units(), 0);
}

}  // namespace
}  // namespace tally
