#include "clients/cli/show/revenue.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

using Figure = const v1::Money& (v1::RevenueRow::*)() const;

// Amounts of one row by month.
using ByMonth = std::map<std::string, v1::Money>;

std::vector<TextTable::Cell> RowOf(const std::string& title, const ByMonth& amounts,
                                   const std::set<std::string>& months, Style style) {
  std::vector<TextTable::Cell> cells = {{title, style}};
  for (const std::string& month : months) {
    const auto amount = amounts.find(month);
    cells.push_back({amount == amounts.end() ? "" : AmountText(amount->second), style});
  }
  return cells;
}

v1::Money SumOf(const ByMonth& amounts) {
  AmountSums sums;
  for (const auto& [month, amount] : amounts) sums.Add(amount);
  return sums.sums().begin()->second;
}

// Adds the sum over the months where one is asked for: of what recurs there is none.
void AddSum(bool has_sum, const ByMonth& amounts, std::vector<TextTable::Cell>& cells) {
  if (has_sum) cells.push_back({AmountText(SumOf(amounts)), Style::kHeading});
}

std::string Table(const v1::RevenueReport& report, const std::string& subject, Figure figure,
                  bool has_sum, const Look& look) {
  std::set<std::string> months;
  std::map<std::pair<std::string, std::string>, ByMonth> rows;
  for (const v1::RevenueRow& row : report.rows()) {
    const v1::Money& amount = (row.*figure)();
    if (amount.minor_units() == 0) continue;
    rows[{amount.currency(), row.subject()}][row.month()] = amount;
  }
  std::map<std::string, ByMonth> totals;
  for (const v1::RevenueRow& row : report.totals()) {
    const v1::Money& amount = (row.*figure)();
    months.insert(row.month());
    totals[amount.currency()][row.month()] = amount;
  }
  if (rows.empty()) return "Nothing.\n";

  const bool several = totals.size() > 1;
  std::vector<TextTable::Column> columns = {{subject}};
  for (const std::string& month : months) columns.push_back({month, TextTable::kRight});
  const std::string currency = several ? "" : absl::StrCat(" ", totals.begin()->first);
  if (has_sum) columns.push_back({absl::StrCat("total", currency), TextTable::kRight});
  TextTable table(std::move(columns));
  for (const auto& [key, amounts] : rows) {
    const std::string name = key.second.empty() ? "(no item)" : key.second;
    auto cells =
        RowOf(several ? absl::StrCat(name, " ", key.first) : name, amounts, months, Style::kPlain);
    AddSum(has_sum, amounts, cells);
    table.Add(std::move(cells));
  }
  for (const auto& [code, amounts] : totals) {
    auto cells = RowOf(absl::StrCat("total ", code), amounts, months, Style::kHeading);
    AddSum(has_sum, amounts, cells);
    table.AddFooter(std::move(cells));
  }
  return table.Layout(look);
}

}  // namespace

std::string RevenueTable(const v1::RevenueReport& report, const std::string& subject,
                         const Look& look) {
  return Table(report, subject, &v1::RevenueRow::net, /*has_sum=*/true, look);
}

std::string RecurringTable(const v1::RevenueReport& report, const std::string& subject,
                           const Look& look) {
  return Table(report, subject, &v1::RevenueRow::monthly_recurring, /*has_sum=*/false, look);
}

}  // namespace tally
