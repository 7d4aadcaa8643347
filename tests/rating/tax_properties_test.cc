// What holds for the taxes of every document.

#include <algorithm>
#include <map>

#include "ledger/rating/new_line.h"
#include "rating/any_bill.h"

namespace tally {
namespace {

int64_t Units(const v1::Money& money) { return money.minor_units(); }

// The lines that a group taxes.
std::vector<v1::Line> LinesIn(const v1::TaxGroup& group, const v1::DraftContent& content) {
  std::vector<v1::Line> lines;
  for (const v1::DraftLine& rated : content.lines()) {
    if (IsIn(group, rated.line())) lines.push_back(rated.line());
  }
  return lines;
}

RC_GTEST_PROP(AddTaxes, AddsUpToTheCent, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::DraftContent content = bill.Tax();
  int64_t net = 0;
  for (const v1::DraftLine& rated : content.lines()) net += Units(rated.line().amount());
  int64_t taxable = 0;
  int64_t tax = 0;
  int lines = 0;
  for (const v1::TaxGroup& group : content.tax_groups()) {
    int64_t of_lines = 0;
    int64_t of_parts = 0;
    for (const v1::Line& line : LinesIn(group, content)) of_lines += Units(line.amount());
    for (const v1::TaxPart& part : group.parts()) of_parts += Units(part.tax());
    RC_ASSERT(Units(group.taxable()) == of_lines);
    RC_ASSERT(group.parts().empty() || Units(group.tax()) == of_parts);
    taxable += of_lines;
    tax += Units(group.tax());
    lines += static_cast<int>(LinesIn(group, content).size());
  }
  // Every line is in one group.
  RC_ASSERT(lines == content.lines_size());
  RC_ASSERT(net == taxable);
  RC_ASSERT(Units(content.totals().net()) == net);
  RC_ASSERT(Units(content.totals().tax()) == tax);
  RC_ASSERT(Units(content.totals().total()) == net + tax);
}

RC_GTEST_PROP(AddTaxes, KeepsPricesWithTaxAsTheyAre, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::DraftContent content = bill.Tax();
  for (const v1::TaxGroup& group : content.tax_groups()) {
    if (!group.included()) continue;
    int64_t gross = 0;
    for (const v1::Line& line : LinesIn(group, content)) {
      const int64_t priced = Units(line.amount_with_tax());
      gross += priced;
      // The tax has the sign of the price, and never takes more than all of it.
      const int64_t net = Units(line.amount());
      const auto [least, most] = std::minmax({int64_t{0}, priced});
      RC_ASSERT(least <= net);
      RC_ASSERT(net <= most);
    }
    RC_ASSERT(Units(group.taxable()) + Units(group.tax()) == gross);
  }
}

// What a line was split into comes to what the line came to, day after day.
RC_GTEST_PROP(AddTaxes, SplitsLinesWithoutRest, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::DraftContent content = bill.Tax();
  std::map<std::string, int64_t> priced;
  std::map<std::string, std::vector<DaySpan>> days;
  for (const v1::DraftLine& rated : content.lines()) {
    const std::string& whole = PlanLineOf(rated.line());
    priced[whole] += Units(PricedAmount(rated.line()));
    days[whole].push_back(ServiceDays(content, rated.line()));
  }
  for (const v1::DraftLine& rated : bill.untaxed().lines()) {
    const std::string& line_id = rated.line().line_id();
    RC_ASSERT(priced[line_id] == Units(PricedAmount(rated.line())));
    v1::DraftContent whole;
    whole.mutable_period()->set_month("2026-10");
    const DaySpan service = ServiceDays(whole, rated.line());
    RC_ASSERT(days[line_id].front().start == service.start);
    RC_ASSERT(days[line_id].back().end == service.end);
    for (size_t i = 1; i < days[line_id].size(); ++i) {
      RC_ASSERT(days[line_id][i].start == days[line_id][i - 1].end);
    }
  }
}

// The taxes of an invoice can be figured out again from what it says.
RC_GTEST_PROP(TaxAgain, GivesTheSame, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::Invoice invoice = bill.Invoice().invoice();
  google::protobuf::RepeatedPtrField<v1::Line> lines = invoice.lines();
  const auto again =
      TaxAgain(invoice.tax_groups(), RulesOf(bill.month.org, invoice.tax_rounding()), lines);
  RC_ASSERT(again.ok());
  RC_ASSERT(again->size() == invoice.tax_groups_size());
  for (int i = 0; i < again->size(); ++i) {
    RC_ASSERT(IsSame(invoice.tax_groups(i), again->at(i)));
  }
  for (int i = 0; i < lines.size(); ++i) RC_ASSERT(IsSame(invoice.lines(i), lines[i]));
}

// A reference for the plainest case: a sum, a product and one rounding.
RC_GTEST_PROP(AddTaxes, IsTheSumTimesTheRateRoundedOnce, ()) {
  Bill bill;
  const std::string rate = AnyRate();
  bill.month.SetTax(absl::StrCat("tax_id: 'vat' rate_percent: '", rate, "'"));
  bill.month.org.set_rounding(AnyRounding());
  int64_t sum = 0;
  for (int i = *rc::gen::inRange(1, 20); i > 0; --i) {
    const int64_t net = *rc::gen::inRange<int64_t>(-1'000, 10'000);
    bill.Add("vat", FormatAmount(MakeMoney(net, "USD")));
    sum += net;
  }
  const Fraction exact = Fraction(sum) * Fraction(*Decimal::Parse(rate)) / Fraction(100);
  RC_ASSERT(Units(bill.Tax().totals().tax()) ==
            *RoundToUnits(exact, 0, FromProto(bill.month.org.rounding())));
}

RC_GTEST_PROP(SetPayable, IsInCoinsAndNearTheTotal, ()) {
  Bill bill;
  MakeAnyBill(bill);
  const v1::Totals totals = bill.Tax().totals();
  const int64_t paid = totals.has_customer_credit() ? -Units(totals.customer_credit())
                       : totals.has_payable()       ? Units(totals.payable())
                                                    : Units(totals.total());
  RC_ASSERT(paid == Units(totals.total()) + Units(totals.rounding()));
  RC_ASSERT(Units(totals.payable()) >= 0);
  if (bill.month.org.cash_rounding().empty()) {
    RC_ASSERT(!totals.has_rounding());
  } else {
    RC_ASSERT(paid % 5 == 0);
    RC_ASSERT(std::abs(Units(totals.rounding())) < 5);
  }
}

}  // namespace
}  // namespace tally
