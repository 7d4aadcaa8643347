#include "clients/cli/show/exchange_rates.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// `1.13545 of 2026-10-30`; `none known` without a rate.
std::string RateText(const v1::ExchangeUse& exchange) {
  if (exchange.rate().empty()) return "none known";
  return absl::StrCat(exchange.rate(), " of ", exchange.date());
}

}  // namespace

std::string ExchangeRateTable(const v1::ExchangeRatePage& page, const Look& look) {
  TextTable table({{"from"},
                   {"to"},
                   {"rate", TextTable::kRight},
                   {"from day"},
                   {"source", TextTable::kLeft, TextTable::kMayShrink},
                   {"position", TextTable::kRight}});
  for (const v1::RecordedExchangeRate& row : page.rates()) {
    const v1::ExchangeRate& rate = row.rate();
    table.Add({{rate.from_currency()},
               {rate.to_currency()},
               {Grouped(rate.rate())},
               {rate.date()},
               {rate.source()},
               {absl::StrCat(row.position())}});
  }
  return table.empty() ? "No exchange rates.\n" : table.Layout(look);
}

std::string RevaluationTable(const v1::Revaluation& revaluation, const Look& look) {
  MoneyColumn base;
  AmountSums unrealised;
  for (const v1::RevaluedInvoice& invoice : revaluation.invoices()) {
    for (const v1::Money& amount : {invoice.at_issue(), invoice.on_date()}) base.See(amount);
    unrealised.Add(invoice.unrealised());
  }
  TextTable table({{"invoice"},
                   {"open", TextTable::kRight},
                   {"rate at issue"},
                   {base.Title("at issue"), TextTable::kRight},
                   {"rate of the day"},
                   {base.Title("on the day"), TextTable::kRight},
                   {base.Title("unrealised"), TextTable::kRight}});
  for (const v1::RevaluedInvoice& invoice : revaluation.invoices()) {
    table.Add({{invoice.invoice_number()},
               {AmountWithCurrency(invoice.open())},
               {RateText(invoice.issue_rate())},
               {base.Amount(invoice.at_issue())},
               {RateText(invoice.date_rate())},
               {base.Amount(invoice.on_date())},
               {base.Change(invoice.unrealised())}});
  }
  if (table.empty()) return "No open invoices in other currencies.\n";
  for (const auto& [currency, sum] : unrealised.sums()) {
    table.AddFooter({{}, {}, {}, {}, {}, {"total"}, {base.Change(sum)}});
  }
  return table.Layout(look);
}

}  // namespace tally
