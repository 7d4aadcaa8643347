#include "ledger/rating/credit.h"

#include <gtest/gtest.h>

#include <map>

#include "rating/bill.h"
#include "support/printed.h"

namespace tally {
namespace {

constexpr RoundingMode kMode = RoundingMode::kHalfAwayFromZero;

struct BilledLine {
  const char* tax_id;
  int64_t net;
};

// An invoice of lines `l0`, `l1` … taxed `vat` at 20 % and `low` at 5 %.
v1::InvoiceView InvoiceOf(const std::vector<BilledLine>& billed) {
  Bill bill;
  for (const auto& [tax_id, net] : billed) bill.Add(tax_id, FormatAmount(MakeMoney(net, "USD")));
  return bill.Invoice();
}

// Adds the note that takes `taking`, and returns it.
v1::CreditNote Issue(v1::InvoiceView& view, const Taking& taking, const v1::Org& org = {}) {
  v1::CreditNote note;
  EXPECT_TRUE(FillCreditNote(org, view, taking, note).ok());
  *view.add_credit_notes() = note;
  return note;
}

Taking Lines(const v1::InvoiceView& view, std::map<std::string, int64_t> net,
             const v1::Org& org = {}) {
  return TakeLines(RestOf(view), std::move(net), RulesOf(org, view.invoice().tax_rounding()));
}

std::string NoteOf(const v1::CreditNote& note) {
  std::string text;
  for (const v1::CreditLine& line : note.lines()) {
    absl::StrAppend(&text, line.line_id(), " ", FormatAmount(line.amount()), ", ");
  }
  return absl::StrCat(text, FormatAmount(note.totals().net()), " + ",
                      FormatAmount(note.totals().tax()));
}

TEST(RestOf, IsTheInvoiceLessItsNotes) {
  v1::InvoiceView view = InvoiceOf({{"vat", 10000}, {"low", 5000}, {"vat", 300}});
  EXPECT_EQ(RestOf(view).total(), 10300 + 2060 + 5000 + 250);
  Issue(view, Lines(view, {{"l2", 100}, {"l1", 5000}}));
  const Rest rest = RestOf(view);
  EXPECT_EQ(rest.lines[0].net, 10000);
  EXPECT_EQ(rest.lines[1].net, 0);
  EXPECT_EQ(rest.lines[2].net, 200);
  EXPECT_EQ(rest.groups[0].net, 10200);
  EXPECT_EQ(rest.groups[0].tax, 2040);
  EXPECT_EQ(rest.groups[1].net, 0);
  EXPECT_EQ(rest.groups[1].tax, 0);
  EXPECT_EQ(rest.total(), 12240);
}

TEST(TakeWhole, LeavesNothing) {
  v1::InvoiceView view = InvoiceOf({{"vat", 10000}, {"", 1}, {"low", 0}});
  EXPECT_EQ(NoteOf(Issue(view, TakeWhole(RestOf(view)))), "l0 100.00, l1 0.01, 100.01 + 20.00");
  EXPECT_EQ(RestOf(view).total(), 0);
}

// C01 of the worked examples.
TEST(TakeLines, TakesTheTaxThatIsLeftWithTheLastNet) {
  v1::InvoiceView view = InvoiceOf({{"vat", 6833}, {"vat", 5750}, {"vat", 8500}, {"vat", 6833}});
  EXPECT_EQ(RestOf(view).total(), 33499);
  const auto take = [&](const char* line, int64_t net) {
    return NoteOf(Issue(view, Lines(view, {{line, net}})));
  };
  EXPECT_EQ(take("l0", 6833), "l0 68.33, 68.33 + 13.67");
  EXPECT_EQ(take("l1", 5750), "l1 57.50, 57.50 + 11.50");
  EXPECT_EQ(take("l2", 8500), "l2 85.00, 85.00 + 17.00");
  EXPECT_EQ(take("l3", 6833), "l3 68.33, 68.33 + 13.66");
  EXPECT_EQ(RestOf(view).total(), 0);
}

// Rounded up line by line the tax would come to more than was billed.
TEST(TakeLines, TakesNoMoreTaxThanIsLeft) {
  v1::InvoiceView view = InvoiceOf({{"vat", 3}, {"vat", 3}, {"vat", 3}, {"vat", 1}});
  EXPECT_EQ(RestOf(view).groups[0].tax, 2);
  for (const char* line : {"l0", "l1", "l2"}) {
    Issue(view, Lines(view, {{line, 3}}));
  }
  EXPECT_EQ(RestOf(view).groups[0].tax, 0);
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l3", 1}}))), "l3 0.01, 0.01 + 0.00");
}

TEST(TakeAmount, SpreadsOverGroupsAndLinesInProportion) {
  v1::InvoiceView view = InvoiceOf({{"vat", 7500}, {"low", 20000}, {"vat", 2500}, {"", 5000}});
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 10000, kMode))),
            "l0 19.74, l1 52.63, l2 6.58, l3 13.16, 92.11 + 7.89");
}

TEST(TakeAmount, TakesASingleUnit) {
  v1::InvoiceView view = InvoiceOf({{"vat", 10000}, {"low", 20000}});
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 1, kMode))), "l1 0.01, 0.01 + 0.00");
}

TEST(TakeAmount, TakesAllThatIsLeft) {
  Bill bill;
  bill.month.SetTax("tax_id: 'vat' rate_percent: '8.25'");
  bill.month.SetTax("tax_id: 'low' rate_percent: '0.7'");
  v1::InvoiceView view = bill.Add("vat", "68.33").Add("low", "57.50").Add("", "0.03").Invoice();
  Issue(view, TakeAmount(RestOf(view), 1234, kMode));
  Issue(view, TakeAmount(RestOf(view), RestOf(view).total(), kMode));
  EXPECT_EQ(RestOf(view).total(), 0);
  for (const Rest::OfLine& line : RestOf(view).lines) EXPECT_EQ(line.net, 0);
}

TEST(FillCreditNote, LeavesOutWhatIsNotTaken) {
  v1::InvoiceView view = InvoiceOf({{"vat", 100}, {"low", 100}, {"", 100}});
  const v1::CreditNote note = Issue(view, Lines(view, {{"l1", 100}}));
  EXPECT_EQ(note.lines_size(), 1);
  ASSERT_EQ(note.tax_groups_size(), 1);
  EXPECT_TRUE(IsSame(Parse<v1::TaxGroup>("tax_id: 'low' name: 'Low VAT' rate_percent: '5' "
                                         "taxable { minor_units: 100 currency: 'USD' } "
                                         "tax { minor_units: 5 currency: 'USD' }"),
                     note.tax_groups(0)));
}

// The same by hand: 0.05 at 20 % and its tax of 0.01. Of 0.03, and then of 0.02, all is nearly net.
TEST(TakeAmount, LeavesNoTaxOnWhatIsTakenBackWhole) {
  v1::InvoiceView view = InvoiceOf({{"vat", 5}});
  ASSERT_EQ(RestOf(view).total(), 6);
  for (const int64_t total : {3, 2}) Issue(view, TakeAmount(RestOf(view), total, kMode));
  ASSERT_EQ(RestOf(view).total(), 1);
  EXPECT_EQ(NoteOf(Issue(view, TakeWhole(RestOf(view)))), "l0 0.01, 0.01 + 0.00");
}

// 100.00 less 20.00, and 50.00 of another tax.
v1::InvoiceView Discounted() { return InvoiceOf({{"vat", 10000}, {"vat", -2000}, {"low", 5000}}); }

TEST(TakeWhole, TakesWhatTakesOffToo) {
  v1::InvoiceView view = Discounted();
  EXPECT_EQ(NoteOf(Issue(view, TakeWhole(RestOf(view)))),
            "l0 100.00, l1 -20.00, l2 50.00, 130.00 + 18.50");
}

TEST(TakeLines, TakesALineWithItsDiscount) {
  v1::InvoiceView view = Discounted();
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l0", 10000}, {"l1", -2000}}))),
            "l0 100.00, l1 -20.00, 80.00 + 16.00");
  EXPECT_EQ(RestOf(view).total(), 5250);
}

// Of 96.00 and 52.50, half and half; the discount stays until the last is taken.
TEST(TakeAmount, SpreadsOverWhatIsPositive) {
  v1::InvoiceView view = Discounted();
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 7425, kMode))),
            "l0 40.00, l2 25.00, 65.00 + 9.25");
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 7425, kMode))),
            "l0 60.00, l1 -20.00, l2 25.00, 65.00 + 9.25");
  EXPECT_EQ(RestOf(view).total(), 0);
}

// T10 with the discount after tax: it is a group of its own, of less than nothing.
TEST(TakeAmount, LeavesGroupsOfLessThanNothingToTheLast) {
  v1::InvoiceView view = InvoiceOf({{"vat", 1000}, {"", -200}});
  EXPECT_EQ(RestOf(view).total(), 1000);
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 900, kMode))), "l0 7.50, 7.50 + 1.50");
  EXPECT_EQ(NoteOf(Issue(view, TakeAmount(RestOf(view), 100, kMode))),
            "l0 2.50, l1 -2.00, 0.50 + 0.50");
}

v1::InvoiceView CompoundInvoice() {
  Bill bill;
  bill.month.SetTax(
      "tax_id: 'vat' components { name: 'A' rate_percent: '5' } "
      "components { name: 'B' rate_percent: '8' compound: true }");
  return bill.Add("vat", "60.00").Add("vat", "40.00").Invoice();
}

// T06 in two notes: the parts of each note are right by themselves, and add up to the invoice's.
TEST(TakeLines, TakesThePartsOfATax) {
  v1::InvoiceView view = CompoundInvoice();
  EXPECT_EQ(PrintedTotals(Issue(view, Lines(view, {{"l0", 3333}}))),
            "vat 13.4% of 33.33 = 4.47\n"
            "  A 5% of 33.33 = 1.67\n"
            "  B 8% of 35.00 = 2.80\n"
            "33.33 + 4.47 = 37.80 USD\n");
  EXPECT_EQ(PrintedTotals(Issue(view, TakeWhole(RestOf(view)))),
            "vat 13.4% of 66.67 = 8.93\n"
            "  A 5% of 66.67 = 3.33\n"
            "  B 8% of 70.00 = 5.60\n"
            "66.67 + 8.93 = 75.60 USD\n");
}

TEST(TakeAmount, TakesThePartsOfATaxInProportion) {
  v1::InvoiceView view = CompoundInvoice();
  EXPECT_EQ(PrintedTotals(Issue(view, TakeAmount(RestOf(view), 1134, kMode))),
            "vat 13.4% of 10.00 = 1.34\n"
            "  A 5% of 10.00 = 0.50\n"
            "  B 8% of 10.50 = 0.84\n"
            "10.00 + 1.34 = 11.34 USD\n");
}

// T03 per line: each of ten lines has 0.05 of tax, where 5 % of all of them is 0.53.
TEST(TakeLines, TakesTheTaxThatALineHas) {
  Bill bill;
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  for (int i = 0; i < 10; ++i) bill.Add("low", "1.05");
  v1::InvoiceView view = bill.Invoice();
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l0", 105}, {"l1", 105}, {"l2", 105}}))),
            "l0 1.05, l1 1.05, l2 1.05, 3.15 + 0.15");
  // A fifth of one line.
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l3", 21}}))), "l3 0.21, 0.21 + 0.01");
  EXPECT_EQ(RestOf(view).groups[0].tax, 34);
}

// T13: 1.554 on each line, 4.66 in all; the last note takes what rounding down left.
TEST(TakeLines, RoundsTheTaxOfLinesAsTheirSum) {
  Bill bill;
  bill.month.org = Parse<v1::Org>(
      "org_id: 'msp' currency: 'USD' time_zone: 'UTC' tax_rounding: TAX_ROUNDING_PER_LINE "
      "tax_policy { line_digits: 3 total_rounding: ROUNDING_DOWN }");
  bill.Add("vat", "7.77").Add("vat", "7.77").Add("vat", "7.77");
  v1::InvoiceView view = bill.Invoice();
  const auto take = [&](const char* line) {
    return NoteOf(Issue(view, Lines(view, {{line, 777}}, bill.month.org)));
  };
  EXPECT_EQ(take("l0"), "l0 7.77, 7.77 + 1.55");
  EXPECT_EQ(take("l1"), "l1 7.77, 7.77 + 1.55");
  EXPECT_EQ(take("l2"), "l2 7.77, 7.77 + 1.56");
}

// Three prices of 10.00 with tax: the net of the second is 8.34, and 10.00 is credited of each.
TEST(TakeLines, TakesBackThePriceWithTax) {
  Bill bill;
  bill.AddWithTax("vat", "10.00").AddWithTax("vat", "10.00").AddWithTax("vat", "10.00");
  bill.Add("vat", "10.00");
  v1::InvoiceView view = bill.Invoice();
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l1", 834}}))), "l1 8.34, 8.34 + 1.66");
  EXPECT_EQ(NoteOf(Issue(view, Lines(view, {{"l0", 833}}))), "l0 8.33, 8.33 + 1.67");
  EXPECT_EQ(
      PrintedTotals(Issue(view, Lines(view, {{"l2", 833}, {"l3", 500}}))),
      "vat 20% included with 8.33 = 1.67\nvat 20% of 5.00 = 1.00\n13.33 + 2.67 = 16.00 USD\n");
}

// T15: the two parts of a line are of one tax at two rates.
TEST(TakeLines, TakesEachRateByItself) {
  Bill bill;
  bill.month.org.mutable_tax_policy()->set_tax_point(v1::TAX_POINT_SERVICE);
  bill.month.SetTax(
      "tax_id: 'vat' rate_percent: '20' rates { effective_from: '2026-10-18' rate_percent: '21' }");
  v1::InvoiceView view = bill.Add("vat", "310.00").Invoice();
  EXPECT_EQ(PrintedTotals(Issue(view, Lines(view, {{"l0", 5000}, {"l0.rate-2", 10000}}))),
            "vat 20% of 50.00 = 10.00\nvat 21% of 100.00 = 21.00\n150.00 + 31.00 = 181.00 USD\n");
  EXPECT_EQ(PrintedTotals(Issue(view, TakeWhole(RestOf(view)))),
            "vat 20% of 120.00 = 24.00\nvat 21% of 40.00 = 8.40\n160.00 + 32.40 = 192.40 USD\n");
}

// R08 in notes: what is to be paid is always in coins, and the notes come to the 107.50 that was.
TEST(FillCreditNote, IsPaidInCoinsAsTheInvoiceIs) {
  Bill bill;
  bill.month.org.set_currency("CHF");
  *bill.month.org.add_cash_rounding() =
      Parse<v1::CashRounding>("currency: 'CHF' increment: '0.05'");
  bill.month.SetTax("tax_id: 'vat' rate_percent: '8.1'");
  v1::InvoiceView view = bill.Add("vat", "99.45").Invoice();
  const auto take = [&](const Taking& taking) {
    return PrintedPayable(Issue(view, taking, bill.month.org).totals());
  };
  // Of 107.51 are left 74.17 and 74.15, to be paid with 74.15 both.
  EXPECT_EQ(take(TakeAmount(RestOf(view), 3334, kMode)), "rounded 0.01\npay 33.35\n");
  EXPECT_EQ(take(TakeAmount(RestOf(view), 2, kMode)), "rounded -0.02\npay 0.00\n");
  EXPECT_EQ(take(TakeWhole(RestOf(view))), "");
}

TEST(FillCreditNote, TakesBackTheCreditOfAnInvoiceOfLessThanNothing) {
  v1::InvoiceView view = InvoiceOf({{"vat", 1000}, {"", -2000}});
  const v1::CreditNote note = Issue(view, TakeWhole(RestOf(view)));
  EXPECT_EQ(NoteOf(note), "l0 10.00, l1 -20.00, -10.00 + 2.00");
  EXPECT_EQ(PrintedPayable(note.totals()), "pay 0.00\ncredit 8.00\n");
}

}  // namespace
}  // namespace tally
