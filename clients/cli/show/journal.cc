#include "clients/cli/show/journal.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/journal/account_names.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// An amount under debit or credit.
struct Sides {
  std::string debit;
  std::string credit;
};

// Credits are shown without their sign.
Sides SidesOf(const v1::Money& amount, const MoneyColumn& money) {
  if (amount.minor_units() >= 0) return {money.Amount(amount), ""};
  return {"", money.Amount(Negate(amount).value_or(amount))};
}

void AddEntry(const v1::JournalEntry& entry, const MoneyColumn& money, TextTable& table) {
  bool is_first = true;
  for (const v1::Posting& posting : entry.postings()) {
    const Sides sides = SidesOf(posting.amount(), money);
    table.Add({{is_first ? entry.date() : ""},
               {is_first ? entry.description() : ""},
               {AccountPath(posting.account(), posting.subject())},
               {sides.debit},
               {sides.credit},
               {posting.has_cost() ? AmountWithCurrency(posting.cost()) : ""}});
    is_first = false;
  }
}

}  // namespace

std::string JournalTable(const v1::JournalPart& part, const Look& look) {
  MoneyColumn money;
  for (const v1::JournalEntry& entry : part.entries()) {
    for (const v1::Posting& posting : entry.postings()) money.See(posting.amount());
  }
  TextTable table({{"date"},
                   {"entry", TextTable::kLeft, TextTable::kMayShrink},
                   {"account"},
                   {money.Title("debit"), TextTable::kRight},
                   {money.Title("credit"), TextTable::kRight},
                   {"in the books", TextTable::kRight, TextTable::kMayVanish}});
  for (const v1::JournalEntry& entry : part.entries()) AddEntry(entry, money, table);
  return table.empty() ? "No entries.\n" : table.Layout(look);
}

std::string JournalBalanceTable(const v1::JournalBalancePage& page, const Look& look) {
  MoneyColumn money;
  AmountSums debits;
  AmountSums credits;
  for (const v1::JournalBalance& balance : page.balances()) {
    money.See(balance.amount());
    const v1::Money nothing = MakeMoney(0, balance.amount().currency());
    const bool is_debit = balance.amount().minor_units() >= 0;
    debits.Add(is_debit ? balance.amount() : nothing);
    credits.Add(is_debit ? nothing : Negate(balance.amount()).value_or(balance.amount()));
  }
  TextTable table({{"account"},
                   {money.Title("debit"), TextTable::kRight},
                   {money.Title("credit"), TextTable::kRight}});
  for (const v1::JournalBalance& balance : page.balances()) {
    const Sides sides = SidesOf(balance.amount(), money);
    table.Add({{AccountPath(balance.account(), balance.subject())}, {sides.debit}, {sides.credit}});
  }
  if (table.empty()) return "Nothing stands on any account.\n";
  for (const auto& [currency, sum] : debits.sums()) {
    const auto credit = credits.sums().find(currency);
    table.AddFooter(
        {{absl::StrCat("total ", currency), Style::kHeading},
         {AmountText(sum), Style::kHeading},
         {credit == credits.sums().end() ? "" : AmountText(credit->second), Style::kHeading}});
  }
  return table.Layout(look);
}

}  // namespace tally
