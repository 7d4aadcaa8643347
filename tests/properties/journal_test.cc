// Whatever is billed, paid and given back: entries balance, and what stands on the accounts is what
// the books say.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "properties/choice.h"
#include "properties/movements.h"
#include "support/journal_text.h"

namespace tally {
namespace {

constexpr char kOrg[] = "msp";

// Account, subject and currency.
using Place = std::tuple<int, std::string, std::string>;
using Balances = std::map<Place, int64_t>;

Place PlaceOf(v1::JournalAccount account, const std::string& subject, const v1::Money& amount) {
  return {account, subject, amount.currency()};
}

Balances WithoutZeros(Balances balances) {
  std::erase_if(balances, [](const auto& balance) { return balance.second == 0; });
  return balances;
}

std::vector<v1::JournalEntry> EntriesIn(const Journal& journal) {
  std::vector<v1::JournalEntry> entries;
  for (auto rows = journal.entries.Scan(kOrg); rows.Valid(); rows.Next()) {
    entries.push_back(rows.row());
  }
  return entries;
}

// The running balances.
Balances BalancesIn(const Journal& journal) {
  Balances balances;
  for (auto rows = journal.balances.Scan(kOrg); rows.Valid(); rows.Next()) {
    const JournalAccountName name = Journal::TakeName(rows.rest_of_key());
    balances[{name.account, name.subject, name.currency}] =
        static_cast<int64_t>(Journal::SumIn(rows.row()));
  }
  return WithoutZeros(balances);
}

// What is kept of days and months.
Balances BalancesOn(const Journal& journal, const std::string& date) {
  Balances balances;
  for (auto rows = journal.balances.Scan(kOrg); rows.Valid(); rows.Next()) {
    const JournalAccountName name = Journal::TakeName(rows.rest_of_key());
    balances[{name.account, name.subject, name.currency}] =
        static_cast<int64_t>(journal.BalanceOn(date, kOrg, name));
  }
  return WithoutZeros(balances);
}

// All entries up to the end of `date`, added up.
Balances SumsOfEntries(const Journal& journal, const std::string& date) {
  Balances balances;
  for (const v1::JournalEntry& entry : EntriesIn(journal)) {
    if (entry.date() > date) continue;
    for (const v1::Posting& posting : entry.postings()) {
      balances[PlaceOf(posting.account(), posting.subject(), posting.amount())] +=
          posting.amount().minor_units();
    }
  }
  return WithoutZeros(balances);
}

// Those of `accounts` alone.
Balances Only(const Balances& balances, const std::vector<v1::JournalAccount>& accounts) {
  Balances only;
  for (const auto& [place, sum] : balances) {
    const bool wanted =
        std::find(accounts.begin(), accounts.end(), std::get<0>(place)) != accounts.end();
    if (wanted) only[place] = sum;
  }
  return only;
}

Balances ReceivablesOf(const Books& books) {
  Balances owed;
  for (auto rows = books.settlements.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::InvoiceSettlement row = rows.row();
    owed[PlaceOf(v1::JOURNAL_ACCOUNT_RECEIVABLE, row.customer_id(), row.open())] +=
        row.open().minor_units();
  }
  return WithoutZeros(owed);
}

Balances CreditsOf(const Books& books) {
  Balances credits;
  for (auto rows = books.credits.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::CustomerCredit row = rows.row();
    const auto account =
        row.deposit() ? v1::JOURNAL_ACCOUNT_DEPOSIT : v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT;
    credits[PlaceOf(account, row.customer_id(), row.left())] -= row.left().minor_units();
  }
  return WithoutZeros(credits);
}

Balances CashOf(const Books& books) {
  Balances cash;
  for (auto rows = books.payments.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::Payment payment = rows.row().payment();
    if (rows.row().has_reversal()) continue;
    cash[PlaceOf(v1::JOURNAL_ACCOUNT_CASH, payment.method(), payment.amount())] +=
        payment.amount().minor_units();
  }
  for (auto rows = books.refunds.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::CustomerRefund refund = rows.row();
    cash[PlaceOf(v1::JOURNAL_ACCOUNT_CASH, refund.method(), refund.amount())] -=
        refund.amount().minor_units();
  }
  return WithoutZeros(cash);
}

// What is left of all invoices after their notes, by item and by tax.
Balances EarnedOf(const Books& books) {
  Balances earned;
  for (auto rows = books.invoices.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::InvoiceView view = rows.row();
    std::map<std::string, std::string> items;
    for (const v1::Line& line : view.invoice().lines()) {
      items[line.line_id()] = line.item_id();
      earned[PlaceOf(v1::JOURNAL_ACCOUNT_REVENUE, line.item_id(), line.amount())] -=
          line.amount().minor_units();
    }
    for (const v1::TaxGroup& group : view.invoice().tax_groups()) {
      earned[PlaceOf(v1::JOURNAL_ACCOUNT_TAX, group.tax_id(), group.tax())] -=
          group.tax().minor_units();
    }
    for (const v1::CreditNote& note : view.credit_notes()) {
      for (const v1::CreditLine& line : note.lines()) {
        earned[PlaceOf(v1::JOURNAL_ACCOUNT_REVENUE, items[line.line_id()], line.amount())] +=
            line.amount().minor_units();
      }
      for (const v1::TaxGroup& group : note.tax_groups()) {
        earned[PlaceOf(v1::JOURNAL_ACCOUNT_TAX, group.tax_id(), group.tax())] +=
            group.tax().minor_units();
      }
    }
  }
  return WithoutZeros(earned);
}

Balances BadDebtOf(const Books& books) {
  Balances bad;
  for (auto rows = books.settlements.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::InvoiceSettlement row = rows.row();
    const v1::Money& lost = row.has_open_base() ? row.written_off_base() : row.written_off();
    bad[PlaceOf(v1::JOURNAL_ACCOUNT_BAD_DEBT, "", lost)] += lost.minor_units();
  }
  return WithoutZeros(bad);
}

// What all invoices less their notes earn and are taxed, by currency of the books.
std::map<std::string, int64_t> NetAndTaxOf(const Books& books) {
  std::map<std::string, int64_t> sums;
  const auto add = [&](const v1::Totals& totals, int sign) {
    sums[totals.net().currency()] += sign * totals.net().minor_units();
    sums[totals.net().currency()] += sign * totals.tax().minor_units();
  };
  for (auto rows = books.invoices.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::InvoiceView view = rows.row();
    const v1::BaseTotals& base = view.invoice().base_totals();
    add(base.has_totals() ? base.totals() : view.invoice().totals(), -1);
    for (const v1::CreditNote& note : view.credit_notes()) {
      add(note.settlement().has_base() ? note.settlement().base() : note.totals(), 1);
    }
  }
  std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
  return sums;
}

std::map<std::string, int64_t> SumsByCurrency(const Balances& balances) {
  std::map<std::string, int64_t> sums;
  for (const auto& [place, sum] : balances) sums[std::get<2>(place)] += sum;
  std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
  return sums;
}

// What was gained by exchange, as the events say it.
int64_t RealisedIn(const std::vector<v1::Event>& events) {
  int64_t realised = 0;
  for (const v1::Event& event : events) {
    for (const v1::Allocation& each : event.credit_allocated().allocations()) {
      realised += each.realised().minor_units();
    }
    realised += event.customer_refunded().refund().realised().minor_units();
  }
  return realised;
}

void MakeMany(Movements& movements) {
  for (int i = Between(5, 60); i > 0; --i) movements.MakeOne();
}

void CheckAgainstBooks(const Movements& movements) {
  const Balances balances = BalancesIn(movements.journal());
  const Books& books = movements.books();
  RC_ASSERT(Only(balances, {v1::JOURNAL_ACCOUNT_RECEIVABLE}) == ReceivablesOf(books));
  RC_ASSERT(Only(balances, {v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT, v1::JOURNAL_ACCOUNT_DEPOSIT}) ==
            CreditsOf(books));
  RC_ASSERT(Only(balances, {v1::JOURNAL_ACCOUNT_CASH}) == CashOf(books));
  RC_ASSERT(Only(balances, {v1::JOURNAL_ACCOUNT_BAD_DEBT}) == BadDebtOf(books));
  const auto earned = Only(balances, {v1::JOURNAL_ACCOUNT_REVENUE, v1::JOURNAL_ACCOUNT_TAX});
  RC_ASSERT(SumsByCurrency(earned) == NetAndTaxOf(books));
}

RC_GTEST_PROP(JournalProperties, EveryEntryBalances, ()) {
  Movements movements(Rates::kSometimesKnown);
  MakeMany(movements);
  for (const v1::JournalEntry& entry : EntriesIn(movements.journal())) {
    RC_LOG() << Printed(entry);
    RC_ASSERT(ImbalanceOf(entry).empty());
    RC_ASSERT(entry.postings_size() >= 2);
  }
}

// Amounts in other currencies than the org's have costs all or none, and with the sign of the
// amount, which is how accounting programs read them.
RC_GTEST_PROP(JournalProperties, CostsAreOfAllOrNone, ()) {
  Movements movements(Rates::kSometimesKnown);
  MakeMany(movements);
  for (const v1::JournalEntry& entry : EntriesIn(movements.journal())) {
    RC_LOG() << Printed(entry);
    bool has_costs = false;
    for (const v1::Posting& posting : entry.postings()) has_costs |= posting.has_cost();
    for (const v1::Posting& posting : entry.postings()) {
      const bool is_foreign = posting.amount().currency() != "GBP";
      RC_ASSERT(posting.has_cost() == (has_costs && is_foreign));
      if (!posting.has_cost()) continue;
      const int64_t cost = posting.cost().minor_units();
      RC_ASSERT(cost == 0 || (cost > 0) == (posting.amount().minor_units() > 0));
    }
  }
}

RC_GTEST_PROP(JournalProperties, AccountsAreWhatTheBooksSay, ()) {
  Movements movements(Rates::kSometimesKnown);
  MakeMany(movements);
  CheckAgainstBooks(movements);
  const Balances exchange = Only(BalancesIn(movements.journal()), {v1::JOURNAL_ACCOUNT_EXCHANGE});
  const Place place = {v1::JOURNAL_ACCOUNT_EXCHANGE, "", "GBP"};
  RC_ASSERT((exchange.contains(place) ? exchange.at(place) : 0) == -RealisedIn(movements.events()));
}

// Without rates, items and taxes are in the currency of the documents, and so can be compared.
RC_GTEST_PROP(JournalProperties, ItemsAndTaxesAreInvoicesLessNotes, ()) {
  Movements movements(Rates::kUnknown);
  MakeMany(movements);
  CheckAgainstBooks(movements);
  const Balances balances = BalancesIn(movements.journal());
  RC_ASSERT(Only(balances, {v1::JOURNAL_ACCOUNT_REVENUE, v1::JOURNAL_ACCOUNT_TAX}) ==
            EarnedOf(movements.books()));
  // All sides of an entry are in one currency, so that each currency balances.
  RC_ASSERT(SumsByCurrency(balances) == (std::map<std::string, int64_t>()));
}

RC_GTEST_PROP(JournalProperties, BalancesOfADayAreTheEntriesUpToIt, ()) {
  Movements movements(Rates::kSometimesKnown);
  MakeMany(movements);
  const Journal& journal = movements.journal();
  for (const char* date : {"2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-02-14",
                           "2026-03-15", "2026-12-31"}) {
    RC_ASSERT(BalancesOn(journal, date) == SumsOfEntries(journal, date));
  }
  RC_ASSERT(BalancesIn(journal) == SumsOfEntries(journal, "9999-12-31"));
}

RC_GTEST_PROP(JournalProperties, TheSameEventsGiveTheSameRows, ()) {
  Movements movements(Rates::kSometimesKnown);
  MakeMany(movements);
  MemoryStore rows;
  Journal again(rows);
  uint64_t position = 0;
  for (const v1::Event& event : movements.events()) {
    v1::RecordedEvent recorded;
    recorded.set_position(++position);
    *recorded.mutable_event() = event;
    Apply(again, recorded);
  }
  RC_ASSERT(PrintedJournal(EntriesIn(again)) == PrintedJournal(EntriesIn(movements.journal())));
  RC_ASSERT(BalancesIn(again) == BalancesIn(movements.journal()));
}

}  // namespace
}  // namespace tally
