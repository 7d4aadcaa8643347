// What holds for the credit notes of every invoice.

#include <map>
#include <optional>

#include "ledger/rating/credit.h"
#include "rating/any_bill.h"

namespace tally {
namespace {

// Whether `amount` is from nothing to `most`, which may be less than nothing.
bool IsWithin(int64_t amount, int64_t most) {
  return most < 0 ? most <= amount && amount <= 0 : 0 <= amount && amount <= most;
}

// Some lines, and a part or all of what is left of each; nothing if that takes more than is left of
// a tax or in total.
std::optional<Taking> AnyLines(const Rest& rest, const TaxRules& rules) {
  std::map<std::string, int64_t> net;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.net == 0 || *rc::gen::inRange(0, 3) == 0) continue;
    const int64_t part = *rc::gen::inRange<int64_t>(1, std::abs(line.net) + 1);
    net[line.line_id] = *rc::gen::arbitrary<bool>() ? line.net : (line.net < 0 ? -part : part);
  }
  const std::vector<int64_t> nets = NetByGroup(rest, net);
  for (size_t i = 0; i < nets.size(); ++i) {
    if (!IsWithin(nets[i], rest.groups[i].net)) return std::nullopt;
  }
  Taking taking = TakeLines(rest, net, rules);
  if (taking.total() <= 0 || taking.total() > rest.total()) return std::nullopt;
  return taking.total() == rest.total() ? TakeWhole(rest) : taking;
}

Taking AnyAmount(const Rest& rest, const v1::Org& org) {
  const int64_t total = *rc::gen::inRange<int64_t>(1, rest.total() + 1);
  Taking taking = TakeAmount(rest, total, FromProto(org.rounding()));
  RC_ASSERT(taking.total() == total);
  return taking;
}

std::optional<Taking> AnyTaking(const Rest& rest, const v1::Org& org, const v1::Invoice& invoice) {
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return TakeWhole(rest);
    case 1:
    case 2:
    case 3:
      return AnyAmount(rest, org);
    default:
      return AnyLines(rest, RulesOf(org, invoice.tax_rounding()));
  }
}

int64_t Units(const v1::Money& money) { return money.minor_units(); }

// What the lines of a note take of one tax group of the invoice.
int64_t TakenOf(const v1::TaxGroup& group, const v1::CreditNote& note, const v1::Invoice& invoice) {
  int64_t taken = 0;
  for (const v1::CreditLine& credited : note.lines()) {
    for (const v1::Line& line : invoice.lines()) {
      if (line.line_id() == credited.line_id() && IsIn(group, line)) {
        taken += Units(credited.amount());
      }
    }
  }
  return taken;
}

// The note is right by itself: its parts add up, group by group.
void CheckNote(const v1::CreditNote& note, const v1::Invoice& invoice) {
  int64_t net = 0;
  for (const v1::CreditLine& line : note.lines()) {
    RC_ASSERT(Units(line.amount()) != 0);
    net += Units(line.amount());
  }
  int64_t taxable = 0;
  int64_t tax = 0;
  for (const v1::TaxGroup& group : note.tax_groups()) {
    RC_ASSERT(Units(group.taxable()) == TakenOf(group, note, invoice));
    int64_t parts = 0;
    for (const v1::TaxPart& part : group.parts()) parts += Units(part.tax());
    RC_ASSERT(group.parts().empty() || parts == Units(group.tax()));
    taxable += Units(group.taxable());
    tax += Units(group.tax());
  }
  RC_ASSERT(net == taxable);
  RC_ASSERT(Units(note.totals().net()) == net);
  RC_ASSERT(Units(note.totals().tax()) == tax);
  RC_ASSERT(Units(note.totals().total()) == net + tax);
}

// What is left is from nothing to what was billed, everywhere.
void CheckRest(const Rest& rest, const v1::Invoice& invoice) {
  for (size_t i = 0; i < rest.lines.size(); ++i) {
    RC_ASSERT(IsWithin(rest.lines[i].net, Units(invoice.lines(static_cast<int>(i)).amount())));
  }
  for (const Rest::OfGroup& group : rest.groups) {
    RC_ASSERT(IsWithin(group.net, Units(group.billed.taxable())));
    RC_ASSERT(IsWithin(group.tax, Units(group.billed.tax())));
  }
}

void CheckNothingIsLeft(const Rest& rest) {
  for (const Rest::OfLine& line : rest.lines) RC_ASSERT(line.net == 0);
  for (const Rest::OfGroup& group : rest.groups) {
    RC_ASSERT(group.net == 0);
    RC_ASSERT(group.tax == 0);
    for (const int64_t part : group.parts) RC_ASSERT(part == 0);
  }
}

v1::CreditNote Issue(v1::InvoiceView& view, const Taking& taking, const v1::Org& org) {
  v1::CreditNote note;
  RC_ASSERT(FillCreditNote(org, view, taking, note).ok());
  CheckNote(note, view.invoice());
  *view.add_credit_notes() = note;
  return note;
}

int64_t PaidOf(const v1::Totals& totals) {
  if (totals.has_customer_credit()) return -Units(totals.customer_credit());
  return totals.has_payable() ? Units(totals.payable()) : Units(totals.total());
}

RC_GTEST_PROP(CreditNotes, NeverExceedTheInvoiceAndExhaustItExactly, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::Org& org = bill.month.org;
  v1::InvoiceView view = bill.Invoice();
  int64_t credited = 0;
  int64_t paid_back = 0;
  for (int i = *rc::gen::inRange(0, 8); i > 0 && RestOf(view).total() > 0; --i) {
    const auto taking = AnyTaking(RestOf(view), org, view.invoice());
    if (!taking) continue;
    const v1::CreditNote note = Issue(view, *taking, org);
    RC_ASSERT(Units(note.totals().total()) > 0);
    credited += Units(note.totals().total());
    paid_back += PaidOf(note.totals());
    CheckRest(RestOf(view), view.invoice());
    if (RestOf(view).total() == 0) CheckNothingIsLeft(RestOf(view));
  }
  const v1::CreditNote last = Issue(view, TakeWhole(RestOf(view)), org);
  RC_ASSERT(credited + Units(last.totals().total()) == Units(view.invoice().totals().total()));
  RC_ASSERT(paid_back + PaidOf(last.totals()) == PaidOf(view.invoice().totals()));
  CheckNothingIsLeft(RestOf(view));
}

// Tax without a net to be on could be credited by no line, and no reader could follow it.
RC_GTEST_PROP(CreditNotes, LeaveNoTaxOnWhatIsTakenBackWhole, ()) {
  Bill bill;
  bill.month.SetTax(AnyTax("vat"));
  bill.month.SetTax(AnyTax("low"));
  for (int i = *rc::gen::inRange(1, 7); i > 0; --i) {
    bill.Add(*rc::gen::element<std::string>("vat", "low", ""),
             FormatAmount(MakeMoney(*rc::gen::inRange<int64_t>(0, 20), "USD")));
  }
  v1::InvoiceView view = bill.Invoice();
  for (int i = *rc::gen::inRange(1, 5); i > 0 && RestOf(view).total() > 0; --i) {
    const auto taking = AnyTaking(RestOf(view), bill.month.org, view.invoice());
    if (!taking) continue;
    Issue(view, *taking, bill.month.org);
    for (const Rest::OfGroup& group : RestOf(view).groups) {
      RC_ASSERT(group.net > 0 || group.tax == 0);
    }
  }
}

}  // namespace
}  // namespace tally
