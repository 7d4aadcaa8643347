#include "ledger/receivables/credit_note_settlement.h"

#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "ledger/receivables/new_settlement.h"
#include "support/text.h"

namespace tally {
namespace {

// An invoice in dollars and what its notes settle, with a worth in pounds where it has one.
struct Account {
  v1::InvoiceView invoice;
  v1::InvoiceSettlement open;

  explicit Account(absl::string_view totals, absl::string_view base = "") {
    invoice = Parse<v1::InvoiceView>(
        absl::StrCat("invoice { number: 'I-1' issue_date: '2026-05-01' totals { ", totals, " } ",
                     base.empty() ? ""
                                  : absl::StrCat("base_totals { exchange { from_currency: 'USD' "
                                                 "to_currency: 'GBP' rate: '0.6072' } totals { ",
                                                 base, " } }"),
                     " }"));
    *invoice.mutable_left() = invoice.invoice().totals().total();
    open = NewSettlement(invoice.invoice());
  }

  // Takes `cents`, which is worth `pence`, off what is open.
  void Pay(int64_t cents, int64_t pence = 0) {
    open.mutable_open()->set_minor_units(open.open().minor_units() - cents);
    if (open.has_open_base()) {
      open.mutable_open_base()->set_minor_units(open.open_base().minor_units() - pence);
    }
  }

  // Credits by a note with these totals.
  v1::CreditNoteSettlement Credit(absl::string_view totals) {
    v1::CreditNote note = Parse<v1::CreditNote>(absl::StrCat("totals { ", totals, " }"));
    const auto settled = SettlementOf(note, invoice, open, RoundingMode::kHalfAwayFromZero);
    EXPECT_TRUE(settled);
    if (!settled) return {};
    *note.mutable_settlement() = *settled;
    *invoice.add_credit_notes() = note;
    *invoice.mutable_left() = *Subtract(invoice.left(), note.totals().total());
    Pay(std::max<int64_t>(settled->against_open().minor_units(), 0),
        settled->open_base().minor_units());
    return *settled;
  }
};

std::string Totals(int64_t net, int64_t tax, absl::string_view more = "",
                   absl::string_view currency = "USD") {
  return absl::StrCat("net { minor_units: ", net, " currency: '", currency,
                      "' } tax { minor_units: ", tax, " currency: '", currency,
                      "' } total { minor_units: ", net + tax, " currency: '", currency, "' } ",
                      more);
}

std::string Also(absl::string_view field, int64_t units, absl::string_view currency = "USD") {
  return absl::StrCat(field, " { minor_units: ", units, " currency: '", currency, "' } ");
}

// C03 of the worked examples.
TEST(CreditNoteSettlement, TakesOffWhatIsOpenFirst) {
  Account account(Totals(10'000, 0));
  account.Pay(4'000);
  const v1::CreditNoteSettlement settled = account.Credit(Totals(7'000, 0));
  EXPECT_EQ(settled.amount().minor_units(), 7'000);
  EXPECT_EQ(settled.against_open().minor_units(), 6'000);
  EXPECT_EQ(settled.to_credit().minor_units(), 1'000);
  EXPECT_EQ(settled.rounding().minor_units(), 0);
  EXPECT_FALSE(settled.has_base());
  EXPECT_EQ(account.open.open().minor_units(), 0);
}

// 107.51 is rounded to 107.50; the notes say what is to be paid of them in coins, too.
TEST(CreditNoteSettlement, SettlesWhatWasToBePaidInCoins) {
  Account account(Totals(9'945, 806, Also("rounding", -1) + Also("payable", 10'750)));
  const auto part =
      account.Credit(Totals(4'002, 1'000, Also("rounding", -2) + Also("payable", 5'000)));
  EXPECT_EQ(part.amount().minor_units(), 5'000);
  EXPECT_EQ(part.rounding().minor_units(), -2);
  const auto rest =
      account.Credit(Totals(5'943, -194, Also("rounding", 1) + Also("payable", 5'750)));
  EXPECT_EQ(rest.amount().minor_units(), 5'750);
  EXPECT_EQ(rest.rounding().minor_units(), 1);
  EXPECT_EQ(account.open.open().minor_units(), 0);
}

TEST(CreditNoteSettlement, OfAnInvoiceBelowZeroTakesTheCreditBack) {
  Account account(Totals(-5'000, -1'000, Also("payable", 0) + Also("customer_credit", 6'000)));
  const auto settled =
      account.Credit(Totals(-5'000, -1'000, Also("payable", 0) + Also("customer_credit", 6'000)));
  EXPECT_EQ(settled.amount().minor_units(), -6'000);
  EXPECT_EQ(settled.against_open().minor_units(), -6'000);
  EXPECT_EQ(settled.to_credit().minor_units(), 0);
}

TEST(CreditNoteSettlement, NotesTakeTheInvoiceOutOfTheBooksExactly) {
  Account account(Totals(50'000, 10'000), Totals(30'360, 6'072, "", "GBP"));
  int64_t net = 0;
  int64_t tax = 0;
  for (const int64_t part : {16'667, 16'667, 16'666}) {
    const auto settled = account.Credit(Totals(part, part / 5 + (part == 16'667 ? 0 : 1)));
    EXPECT_EQ(settled.base().total().minor_units(), settled.open_base().minor_units());
    EXPECT_EQ(settled.credit_base().minor_units(), 0);
    net += settled.base().net().minor_units();
    tax += settled.base().tax().minor_units();
  }
  EXPECT_EQ(account.invoice.left().minor_units(), 0);
  EXPECT_EQ(net, 30'360);
  EXPECT_EQ(tax, 6'072);
  EXPECT_EQ(account.open.open_base().minor_units(), 0);
}

// What is left of the open part in the books goes with the last of it; the credit is worth the
// rest.
TEST(CreditNoteSettlement, CreditIsWorthTheRestAtTheInvoicesRate) {
  Account account(Totals(50'000, 0), Totals(30'360, 0, "", "GBP"));
  account.Pay(20'001, 12'145);
  const auto settled = account.Credit(Totals(50'000, 0));
  EXPECT_EQ(settled.against_open().minor_units(), 29'999);
  EXPECT_EQ(settled.open_base().minor_units(), 18'215);
  EXPECT_EQ(settled.credit_base().minor_units(), 12'145);
  EXPECT_EQ(settled.base().total().minor_units(), 30'360);
  EXPECT_EQ(account.open.open_base().minor_units(), 0);
}

// Notes of before there were settlements settled their total.
TEST(CreditNoteSettlement, CountsNotesWithoutASettlement) {
  Account account(Totals(10'000, 0), Totals(6'072, 0, "", "GBP"));
  v1::CreditNote old = Parse<v1::CreditNote>(absl::StrCat("totals { ", Totals(4'000, 0), " }"));
  *account.invoice.add_credit_notes() = old;
  *account.invoice.mutable_left() = MakeMoney(6'000, "USD");
  account.Pay(4'000, 2'429);
  const auto settled = account.Credit(Totals(6'000, 0));
  EXPECT_EQ(settled.amount().minor_units(), 6'000);
  EXPECT_EQ(settled.base().total().minor_units(), 3'643);
}

TEST(CreditNoteSettlement, RefusesWhatDoesNotFit) {
  Account account(Totals(10'000, 0));
  v1::CreditNote note = Parse<v1::CreditNote>(absl::StrCat("totals { ", Totals(10'000, 0), " }"));
  v1::CreditNote tampered = note;
  *tampered.mutable_settlement()->mutable_amount() = MakeMoney(1, "EUR");
  *account.invoice.add_credit_notes() = tampered;
  EXPECT_FALSE(SettlementOf(note, account.invoice, account.open, RoundingMode::kHalfAwayFromZero));
}

}  // namespace
}  // namespace tally
