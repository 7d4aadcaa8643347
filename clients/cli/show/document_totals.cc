#include "clients/cli/show/document_totals.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// `rate` and what the tax is on stay empty in the rows of totals.
constexpr size_t kTotalsGap = 3;

// What is not taxed has no tax to be named by.
std::string TaxName(const v1::TaxGroup& group) {
  if (!group.name().empty()) return group.name();
  return group.tax_id().empty() ? "not taxed" : group.tax_id();
}

std::string Percent(const std::string& rate) { return rate.empty() ? "" : rate + "%"; }

// What is odd about a tax.
std::string NoteOf(const v1::TaxGroup& group) {
  if (!group.exemption_reason().empty()) return group.exemption_reason();
  return group.included() ? "included in the prices" : "";
}

void AddTax(const v1::TaxGroup& group, TextTable& table) {
  table.Add({{TaxName(group)},
             {Percent(group.rate_percent())},
             {AmountText(group.taxable())},
             {AmountText(group.tax())},
             {NoteOf(group)}});
  for (const v1::TaxPart& part : group.parts()) {
    table.Add({{absl::StrCat("  ", part.name()), Style::kFaint},
               {Percent(part.rate_percent()), Style::kFaint},
               {AmountText(part.taxable()), Style::kFaint},
               {AmountText(part.tax()), Style::kFaint}});
  }
}

void AddTotal(const char* name, const v1::Money& amount, Style style, TextTable& table) {
  std::vector<TextTable::Cell> cells(kTotalsGap);
  cells[0] = {name, style};
  cells.push_back({AmountText(amount), style});
  table.AddFooter(std::move(cells));
}

}  // namespace

std::string TotalsTable(const google::protobuf::RepeatedPtrField<v1::TaxGroup>& groups,
                        const v1::Totals& totals, const TotalsTitles& titles, const Look& look) {
  std::vector<TextTable::Column> columns = {{"tax"},
                                            {"rate", TextTable::kRight},
                                            {titles.base, TextTable::kRight},
                                            {totals.total().currency(), TextTable::kRight}};
  const bool has_notes =
      std::ranges::any_of(groups, [](const auto& group) { return !NoteOf(group).empty(); });
  if (has_notes) columns.push_back({"note", TextTable::kLeft, TextTable::kMayShrink});

  TextTable table(std::move(columns));
  for (const v1::TaxGroup& group : groups) AddTax(group, table);
  AddTotal("net", totals.net(), Style::kPlain, table);
  AddTotal("tax", totals.tax(), Style::kPlain, table);
  AddTotal("total", totals.total(), Style::kHeading, table);
  if (totals.has_rounding()) AddTotal("rounding", totals.rounding(), Style::kPlain, table);
  if (totals.has_payable()) AddTotal(titles.payable, totals.payable(), Style::kHeading, table);
  if (totals.has_customer_credit()) {
    AddTotal(titles.customer_credit, totals.customer_credit(), Style::kHeading, table);
  }
  return table.Layout(look);
}

std::string TaxRoundingText(v1::TaxRounding rounding) {
  return rounding == v1::TAX_ROUNDING_PER_LINE ? "tax is rounded on each line\n" : "";
}

std::string BaseTotalsText(const v1::BaseTotals& base) {
  if (!base.has_exchange()) return "";
  const v1::ExchangeUse& exchange = base.exchange();
  const v1::Totals& totals = base.totals();
  std::string text =
      absl::StrCat("in ", exchange.to_currency(), " at ", exchange.rate(), " (", exchange.source(),
                   ", ", exchange.date(), "): net ", AmountText(totals.net()), ", tax ",
                   AmountText(totals.tax()), ", total ", AmountText(totals.total()));
  if (totals.has_rounding()) {
    absl::StrAppend(&text, ", rounding ", AmountText(totals.rounding()));
  }
  if (totals.has_payable()) absl::StrAppend(&text, ", to pay ", AmountText(totals.payable()));
  if (totals.has_customer_credit()) {
    absl::StrAppend(&text, ", customer credit ", AmountText(totals.customer_credit()));
  }
  return text + "\n";
}

}  // namespace tally
