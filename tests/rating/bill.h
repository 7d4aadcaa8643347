// Bill: lines of a document, and the taxes on them.
//
//   Bill bill;
//   bill.month.SetTax("tax_id: 'vat' rate_percent: '23'");
//   bill.Add("vat", "55.55").Add("vat", "11.11");
//   EXPECT_EQ(PrintedTotals(bill.Tax()), "...");
//
// The lines are `l0`, `l1` …, for the month that `month` says.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"
#include "support/month.h"

namespace tally {

class Bill {
 public:
  // Adds a line that comes to `net` before tax.
  Bill& Add(absl::string_view tax_id, absl::string_view net) {
    *NewLine(tax_id).mutable_amount() = MoneyOf(net);
    return *this;
  }

  // Adds a line that comes to `gross` with tax.
  Bill& AddWithTax(absl::string_view tax_id, absl::string_view gross) {
    v1::Line& line = NewLine(tax_id);
    *line.mutable_amount_with_tax() = MoneyOf(gross);
    *line.mutable_amount() = line.amount_with_tax();
    return *this;
  }

  // Changes the line that was added last.
  v1::Line& last() { return *content_.mutable_lines(content_.lines_size() - 1)->mutable_line(); }

  // Makes the line that was added last one for the days from `first_day` up to `end_day`.
  Bill& For(absl::string_view first_day, absl::string_view end_day) {
    last().mutable_service()->set_first_day(std::string(first_day));
    last().mutable_service()->set_end_day(std::string(end_day));
    return *this;
  }

  absl::StatusOr<v1::DraftContent> TryTax() const {
    const absl::TimeZone zone = *FindZone(month.org.time_zone());
    const std::vector<v1::Plan> no_plans;
    v1::DraftContent content = content_;
    content.mutable_period()->set_month(FormatMonth(month.month));
    const absl::Status taxed =
        AddTaxes({.org = month.org,
                  .customer = month.customer,
                  .plans = no_plans,
                  .month = month.month,
                  .zone = zone,
                  .span = MonthSpan(month.month, zone),
                  .today = month.today.value_or(absl::CivilDay(month.month + 1)),
                  .facts = month.facts(),
                  .unmapped = {},
                  .previous = {},
                  .reviewed = {}},
                 content);
    if (!taxed.ok()) return taxed;
    return content;
  }

  v1::DraftContent Tax() const {
    auto content = TryTax();
    EXPECT_TRUE(content.ok()) << content.status();
    return content.ok() ? *std::move(content) : v1::DraftContent();
  }

  // The invoice for it, of which nothing is credited.
  v1::InvoiceView Invoice() const {
    const v1::DraftContent content = Tax();
    v1::InvoiceView view;
    v1::Invoice& invoice = *view.mutable_invoice();
    for (const v1::DraftLine& rated : content.lines()) *invoice.add_lines() = rated.line();
    *invoice.mutable_tax_groups() = content.tax_groups();
    *invoice.mutable_totals() = content.totals();
    invoice.set_tax_rounding(content.tax_rounding());
    *view.mutable_left() = content.totals().total();
    return view;
  }

  // The lines before they are taxed.
  const v1::DraftContent& untaxed() const { return content_; }

  Month month;

 private:
  v1::Line& NewLine(absl::string_view tax_id) {
    v1::Line& line = *content_.add_lines()->mutable_line();
    line.set_line_id(absl::StrCat("l", content_.lines_size() - 1));
    line.set_tax_id(std::string(tax_id));
    line.set_quantity("1");
    return line;
  }

  v1::Money MoneyOf(absl::string_view amount) const {
    const auto money = ParseAmount(amount, month.org.currency());
    EXPECT_TRUE(money) << amount;
    return money.value_or(v1::Money());
  }

  v1::DraftContent content_;
};

}  // namespace tally
