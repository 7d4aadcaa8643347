#include "clients/cli/show/what_if.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/money/money.h"
#include "ledger/money/rounding.h"

namespace tally {
namespace {

constexpr int kPercentPlaces = 1;

v1::Money ChangeFrom(const v1::Money& before, const v1::Money& after) {
  return Subtract(after, before).value_or(v1::Money());
}

// How many percent of `whole` `part` is, such as `4.2 %`; `-` if there is no whole.
std::string PercentText(int64_t part, int64_t whole) {
  if (whole == 0) return "-";
  const Fraction percent = Fraction(part) * Fraction(100) / Fraction(std::abs(whole));
  const auto units = RoundToUnits(percent, kPercentPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kPercentPlaces) : std::nullopt;
  return decimal ? absl::StrCat(decimal->ToString(), " %") : "-";
}

// `+4.2 %`.
std::string PercentChange(int64_t change, int64_t whole) {
  return absl::StrCat(change > 0 && whole != 0 ? "+" : "", PercentText(change, whole));
}

std::vector<TextTable::Cell> SumCells(const std::string& title, const v1::WhatIfTotal& sum,
                                      const MoneyColumn& money, Style style) {
  const v1::Money change = ChangeFrom(sum.net(), sum.net_if());
  const v1::Money tax_change = ChangeFrom(sum.tax(), sum.tax_if());
  const v1::Money coins = ChangeFrom(sum.rounding(), sum.rounding_if());
  return {{title, style},
          {absl::StrCat(sum.customers())},
          {absl::StrCat(sum.different())},
          {PercentText(sum.different(), sum.customers())},
          {money.Amount(sum.net()), style},
          {AmountText(sum.net_if()), style},
          {ChangeText(change), style},
          {PercentChange(change.minor_units(), sum.net().minor_units())},
          {ChangeText(tax_change)},
          {coins.minor_units() == 0 ? "" : ChangeText(coins)}};
}

void AddMoney(const v1::Money& more, v1::Money& sum) {
  if (sum.currency().empty()) sum = MakeMoney(0, more.currency());
  sum = Add(sum, more).value_or(sum);
}

// Adds the figures of a month to those of all months.
void AddTotal(const v1::WhatIfTotal& month, v1::WhatIfTotal& sum) {
  sum.set_customers(sum.customers() + month.customers());
  sum.set_different(sum.different() + month.different());
  AddMoney(month.net(), *sum.mutable_net());
  AddMoney(month.net_if(), *sum.mutable_net_if());
  AddMoney(month.tax(), *sum.mutable_tax());
  AddMoney(month.tax_if(), *sum.mutable_tax_if());
  AddMoney(month.rounding(), *sum.mutable_rounding());
  AddMoney(month.rounding_if(), *sum.mutable_rounding_if());
}

std::string MonthTable(const v1::WhatIfPart& comparison, const Look& look) {
  MoneyColumn money;
  std::map<std::string, v1::WhatIfTotal> sums;
  for (const v1::WhatIfTotal& total : comparison.totals()) {
    money.See(total.net());
    AddTotal(total, sums[total.net().currency()]);
  }
  TextTable table({{"month"},
                   {"clients", TextTable::kRight},
                   {"differ", TextTable::kRight},
                   {"of them", TextTable::kRight},
                   {money.Title("net"), TextTable::kRight},
                   {"net if", TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"%", TextTable::kRight},
                   {"tax change", TextTable::kRight},
                   {"coins", TextTable::kRight, TextTable::kMayVanish}});
  for (const v1::WhatIfTotal& total : comparison.totals()) {
    table.Add(SumCells(total.month(), total, money, Style::kPlain));
  }
  for (const auto& [currency, sum] : sums) {
    table.AddFooter(SumCells(absl::StrCat("total ", currency), sum, money, Style::kHeading));
  }
  return table.empty() ? "Nothing was billed in these months, either way.\n" : table.Layout(look);
}

// What a client's months that differ come to.
struct ClientChange {
  std::string customer_id;
  int months = 0;
  v1::WhatIfTotal sum;
};

bool IsDifferent(const v1::WhatIfMonth& month) {
  return month.problem().empty() &&
         (!month.lines().empty() || month.net_change().minor_units() != 0 ||
          month.tax().minor_units() != month.tax_if().minor_units() ||
          month.rounding().minor_units() != month.rounding_if().minor_units());
}

// The clients with a difference, the largest change first.
std::vector<ClientChange> ClientsByChange(const v1::WhatIfPart& comparison) {
  std::map<std::string, ClientChange> clients;
  for (const v1::WhatIfMonth& month : comparison.months()) {
    if (!IsDifferent(month)) continue;
    ClientChange& client = clients[month.customer_id()];
    client.customer_id = month.customer_id();
    client.months += 1;
    AddMoney(month.net(), *client.sum.mutable_net());
    AddMoney(month.net_if(), *client.sum.mutable_net_if());
    AddMoney(month.tax(), *client.sum.mutable_tax());
    AddMoney(month.tax_if(), *client.sum.mutable_tax_if());
  }
  std::vector<ClientChange> all;
  for (auto& [id, client] : clients) all.push_back(std::move(client));
  const auto size_of = [](const ClientChange& client) {
    return std::abs(ChangeFrom(client.sum.net(), client.sum.net_if()).minor_units());
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const ClientChange& left, const ClientChange& right) {
                     return size_of(left) > size_of(right);
                   });
  return all;
}

std::string ClientTable(const v1::WhatIfPart& comparison, size_t most, const Look& look) {
  const std::vector<ClientChange> clients = ClientsByChange(comparison);
  if (clients.empty()) return "\nno client differs\n";
  MoneyColumn money;
  for (const ClientChange& client : clients) money.See(client.sum.net());
  TextTable table({{"client"},
                   {"months that differ", TextTable::kRight},
                   {money.Title("their net"), TextTable::kRight},
                   {"net if", TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"%", TextTable::kRight},
                   {"tax change", TextTable::kRight}});
  for (size_t i = 0; i < clients.size() && i < most; ++i) {
    const v1::WhatIfTotal& sum = clients[i].sum;
    const v1::Money change = ChangeFrom(sum.net(), sum.net_if());
    table.Add({{clients[i].customer_id},
               {absl::StrCat(clients[i].months)},
               {money.Amount(sum.net())},
               {AmountText(sum.net_if())},
               {ChangeText(change), change.minor_units() < 0 ? Style::kWarning : Style::kPlain},
               {PercentChange(change.minor_units(), sum.net().minor_units())},
               {ChangeText(ChangeFrom(sum.tax(), sum.tax_if()))}});
  }
  const size_t left = clients.size() > most ? clients.size() - most : 0;
  return absl::StrCat("\n", table.Layout(look),
                      left > 0 ? absl::StrCat("and ", CountText(left, "more client"), "\n") : "");
}

std::string ProblemTable(const v1::WhatIfPart& comparison, const Look& look) {
  TextTable table(
      {{"cannot be said"}, {"month"}, {"why", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::WhatIfMonth& month : comparison.months()) {
    if (month.problem().empty()) continue;
    table.Add({{month.customer_id(), Style::kWarning}, {month.month()}, {month.problem()}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

}  // namespace

std::string WhatIfTable(const v1::WhatIfPart& comparison, size_t most, const Look& look) {
  return absl::StrCat(MonthTable(comparison, look),
                      comparison.totals().empty() ? "" : ClientTable(comparison, most, look),
                      ProblemTable(comparison, look), "\nas of position ", comparison.position(),
                      "; nothing was written\n");
}

std::string WhatIfLines(const v1::WhatIfPart& comparison, size_t most, const Look& look) {
  MoneyColumn money;
  for (const v1::WhatIfMonth& month : comparison.months()) {
    if (!month.lines().empty()) money.See(month.net());
  }
  TextTable table({{"client"},
                   {"month"},
                   {"line"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"if", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {"if", TextTable::kRight},
                   {money.Title("amount"), TextTable::kRight},
                   {"if", TextTable::kRight}});
  for (const v1::WhatIfMonth& month : comparison.months()) {
    for (const v1::WhatIfLine& line : month.lines()) {
      const std::string& currency = month.net().currency();
      table.Add({{month.customer_id()},
                 {month.month()},
                 {line.line_id()},
                 {line.description()},
                 {Grouped(line.quantity())},
                 {Grouped(line.quantity_if())},
                 {PriceText(line.unit_price(), currency)},
                 {PriceText(line.unit_price_if(), currency)},
                 {line.has_amount() ? money.Amount(line.amount()) : "-"},
                 {line.has_amount_if() ? AmountText(line.amount_if()) : "-"}});
    }
  }
  return absl::StrCat(table.empty() ? "" : table.Layout(look) + "\n",
                      WhatIfTable(comparison, most, look));
}

}  // namespace tally
