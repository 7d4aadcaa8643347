#include "clients/cli/show/periods.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

std::string ClosedText(const v1::AccountingPeriodPage& page) {
  if (page.closed_through().empty()) return "No month is closed.\n";
  return absl::StrCat("Closed through ", page.closed_through(),
                      ": nothing is dated on or before that day.\n");
}

std::string MonthsTable(const v1::AccountingPeriodPage& page, const Look& look) {
  TextTable table(
      {{"month"}, {"state"}, {"opened again because", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::AccountingPeriod& period : page.periods()) {
    table.Add(
        {{period.month()},
         {period.closed() ? "closed" : "open", period.closed() ? Style::kPlain : Style::kWarning},
         {period.reopened_because()}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

std::string RateText(const v1::ExchangeRate& rate) {
  return absl::StrCat(rate.rate(), " of ", rate.date());
}

std::string RevaluationsTable(const v1::AccountingPeriodPage& page, const Look& look) {
  MoneyColumn base;
  for (const v1::AccountingPeriod& period : page.periods()) {
    for (const v1::CurrencyRevaluation& revaluation : period.revaluations()) {
      base.See(revaluation.booked());
    }
  }
  TextTable table({{"revalued at the end of"},
                   {"client"},
                   {"open", TextTable::kRight},
                   {base.Title("booked"), TextTable::kRight},
                   {"rate"},
                   {base.Title("worth"), TextTable::kRight},
                   {base.Title("unrealised"), TextTable::kRight}});
  for (const v1::AccountingPeriod& period : page.periods()) {
    for (const v1::CurrencyRevaluation& revaluation : period.revaluations()) {
      table.Add({{period.month()},
                 {revaluation.customer_id()},
                 {AmountWithCurrency(revaluation.open())},
                 {base.Amount(revaluation.booked())},
                 {RateText(revaluation.rate().rate())},
                 {base.Amount(revaluation.worth())},
                 {base.Change(revaluation.unrealised())}});
    }
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

}  // namespace

std::string PeriodTable(const v1::AccountingPeriodPage& page, const Look& look) {
  return absl::StrCat(ClosedText(page), MonthsTable(page, look), RevaluationsTable(page, look));
}

}  // namespace tally
