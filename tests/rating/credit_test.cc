#include "ledger/rating/credit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "ledger/rating/taxes.h"
#include "support/month.h"
#include "support/printed.h"

namespace tally {
namespace {

constexpr RoundingMode kMode = RoundingMode::kHalfAwayFromZero;

struct BilledLine {
  const char* tax_id;
  int64_t net;
};

// An invoice of lines `l0`, `l1` … taxed `vat` and `low` at these rates.
v1::InvoiceView InvoiceOf(const std::vector<BilledLine>& billed, const std::string& vat = "20",
                          const std::string& low = "5") {
  Month month;
  month.SetTax(absl::StrCat("tax_id: 'vat' rate_percent: '", vat, "'"));
  month.SetTax(absl::StrCat("tax_id: 'low' rate_percent: '", low, "'"));
  std::vector<v1::Line> lines;
  for (const auto& [tax_id, net] : billed) {
    v1::Line& line = lines.emplace_back();
    line.set_line_id(absl::StrCat("l", lines.size() - 1));
    line.set_tax_id(tax_id);
    *line.mutable_amount() = MakeMoney(net, "USD");
  }
  const auto groups = *GroupTaxes(lines, month.facts(), kMode);
  v1::InvoiceView view;
  *view.mutable_invoice()->mutable_lines() = {lines.begin(), lines.end()};
  *view.mutable_invoice()->mutable_tax_groups() = {groups.begin(), groups.end()};
  *view.mutable_invoice()->mutable_totals() = *AddUp(groups, "USD");
  return view;
}

// Adds the note that takes `taking`, and returns it.
v1::CreditNote Issue(v1::InvoiceView& view, const Taking& taking) {
  v1::CreditNote note;
  FillCreditNote(view.invoice(), taking, note);
  *view.add_credit_notes() = note;
  return note;
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
  Issue(view, TakeLines(RestOf(view), {{"l2", 100}, {"l1", 5000}}, "USD", kMode));
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
    return NoteOf(Issue(view, TakeLines(RestOf(view), {{line, net}}, "USD", kMode)));
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
    Issue(view, TakeLines(RestOf(view), {{line, 3}}, "USD", kMode));
  }
  EXPECT_EQ(RestOf(view).groups[0].tax, 0);
  EXPECT_EQ(NoteOf(Issue(view, TakeLines(RestOf(view), {{"l3", 1}}, "USD", kMode))),
            "l3 0.01, 0.01 + 0.00");
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
  v1::InvoiceView view = InvoiceOf({{"vat", 6833}, {"low", 5750}, {"", 3}}, "8.25", "0.7");
  Issue(view, TakeAmount(RestOf(view), 1234, kMode));
  Issue(view, TakeAmount(RestOf(view), RestOf(view).total(), kMode));
  EXPECT_EQ(RestOf(view).total(), 0);
  for (const Rest::OfLine& line : RestOf(view).lines) EXPECT_EQ(line.net, 0);
}

TEST(FillCreditNote, LeavesOutWhatIsNotTaken) {
  v1::InvoiceView view = InvoiceOf({{"vat", 100}, {"low", 100}, {"", 100}});
  const v1::CreditNote note = Issue(view, TakeLines(RestOf(view), {{"l1", 100}}, "USD", kMode));
  EXPECT_EQ(note.lines_size(), 1);
  ASSERT_EQ(note.tax_groups_size(), 1);
  EXPECT_TRUE(IsSame(Parse<v1::TaxGroup>("tax_id: 'low' rate_percent: '5' "
                                         "taxable { minor_units: 100 currency: 'USD' } "
                                         "tax { minor_units: 5 currency: 'USD' }"),
                     note.tax_groups(0)));
}

// One to six lines of less than `max_net`, and any rates up to 100 %.
rc::Gen<v1::InvoiceView> AnyInvoice(int64_t max_net) {
  const auto rate = rc::gen::map(rc::gen::inRange<int64_t>(0, 10'001), [](int64_t hundredths) {
    return Decimal::FromParts(hundredths, 2)->ToString();
  });
  const auto line = rc::gen::construct<BilledLine>(rc::gen::element<const char*>("vat", "low", ""),
                                                   rc::gen::inRange<int64_t>(0, max_net));
  const auto lines = rc::gen::mapcat(rc::gen::inRange<size_t>(1, 7), [line](size_t count) {
    return rc::gen::container<std::vector<BilledLine>>(count, line);
  });
  return rc::gen::apply(InvoiceOf, lines, rate, rate);
}

// Some lines, and a part or all of what is left of each.
Taking AnyLines(const Rest& rest) {
  std::map<std::string, int64_t> net;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.net == 0 || !*rc::gen::arbitrary<bool>()) continue;
    net[line.line_id] =
        *rc::gen::oneOf(rc::gen::just(line.net), rc::gen::inRange<int64_t>(1, line.net + 1));
  }
  return TakeLines(rest, net, "USD", kMode);
}

Taking AnyTaking(const Rest& rest) {
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return TakeWhole(rest);
    case 1:
    case 2:
    case 3:
      return AnyLines(rest);
    default:
      return TakeAmount(rest, *rc::gen::inRange<int64_t>(1, rest.total() + 1), kMode);
  }
}

int64_t TotalOf(const v1::CreditNote& note) { return note.totals().total().minor_units(); }

// The note is right by itself: its parts add up, group by group.
void CheckNote(const v1::CreditNote& note) {
  int64_t net = 0;
  int64_t tax = 0;
  for (const v1::TaxGroup& group : note.tax_groups()) {
    int64_t taxable = 0;
    for (const v1::CreditLine& line : note.lines()) {
      if (line.tax_id() == group.tax_id()) taxable += line.amount().minor_units();
    }
    RC_ASSERT(group.taxable().minor_units() == taxable);
    RC_ASSERT(group.tax().minor_units() >= 0);
    net += taxable;
    tax += group.tax().minor_units();
  }
  for (const v1::CreditLine& line : note.lines()) RC_ASSERT(line.amount().minor_units() > 0);
  RC_ASSERT(note.totals().net().minor_units() == net);
  RC_ASSERT(note.totals().tax().minor_units() == tax);
  RC_ASSERT(TotalOf(note) == net + tax);
}

RC_GTEST_PROP(CreditNotes, NeverExceedTheInvoiceAndExhaustItExactly, ()) {
  v1::InvoiceView view = *AnyInvoice(*rc::gen::element<int64_t>(20, 20'000));
  int64_t credited = 0;
  for (int i = *rc::gen::inRange(0, 8); i > 0 && RestOf(view).total() > 0; --i) {
    const v1::CreditNote note = Issue(view, AnyTaking(RestOf(view)));
    CheckNote(note);
    credited += TotalOf(note);
    const Rest rest = RestOf(view);
    for (const Rest::OfLine& line : rest.lines) RC_ASSERT(line.net >= 0);
    for (const Rest::OfGroup& group : rest.groups) {
      RC_ASSERT(group.net >= 0);
      RC_ASSERT(group.tax >= 0);
    }
  }
  const v1::CreditNote last = Issue(view, TakeWhole(RestOf(view)));
  CheckNote(last);
  RC_ASSERT(credited + TotalOf(last) == view.invoice().totals().total().minor_units());
  for (const Rest::OfGroup& group : RestOf(view).groups) {
    RC_ASSERT(group.net == 0);
    RC_ASSERT(group.tax == 0);
  }
}

RC_GTEST_PROP(TakeAmount, TakesExactlyWhatIsAsked, ()) {
  v1::InvoiceView view = *AnyInvoice(*rc::gen::element<int64_t>(20, 20'000));
  for (int i = 0; i < 3 && RestOf(view).total() > 0; ++i) {
    const int64_t total = *rc::gen::inRange<int64_t>(1, RestOf(view).total() + 1);
    RC_ASSERT(TotalOf(Issue(view, TakeAmount(RestOf(view), total, kMode))) == total);
  }
}

// Tax without a net to be on could be credited by no line, and no reader could follow it.
RC_GTEST_PROP(CreditNotes, LeaveNoTaxOnWhatIsTakenBackWhole, ()) {
  v1::InvoiceView view = *AnyInvoice(20);
  for (int i = *rc::gen::inRange(1, 5); i > 0 && RestOf(view).total() > 0; --i) {
    Issue(view, AnyTaking(RestOf(view)));
    for (const Rest::OfGroup& group : RestOf(view).groups) {
      RC_ASSERT(group.net > 0 || group.tax == 0);
    }
  }
}

// The same by hand: 0.05 at 20 % and its tax of 0.01. Of 0.03, and then of 0.02, all is nearly net.
TEST(TakeAmount, LeavesNoTaxOnWhatIsTakenBackWhole) {
  v1::InvoiceView view = InvoiceOf({{"vat", 5}});
  ASSERT_EQ(RestOf(view).total(), 6);
  for (const int64_t total : {3, 2}) Issue(view, TakeAmount(RestOf(view), total, kMode));
  ASSERT_EQ(RestOf(view).total(), 1);
  EXPECT_EQ(NoteOf(Issue(view, TakeWhole(RestOf(view)))), "l0 0.01, 0.01 + 0.00");
}

}  // namespace
}  // namespace tally
