// BalancedEntry: an entry of the journal that is being written, and cannot come out unbalanced.
//
//   BalancedEntry entry(header);
//   entry.Debit({v1::JOURNAL_ACCOUNT_RECEIVABLE, "acme"}, payable);
//   entry.Credit({v1::JOURNAL_ACCOUNT_REVENUE, "backup"}, net);
//   std::move(entry).Finish({v1::JOURNAL_ACCOUNT_ROUNDING, ""});
//
// What is missing to balance goes to the account that Finish() names, whatever was posted. Nothing
// wraps: what does not fit in one posting becomes several.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tally/v1/journal.pb.h"

namespace tally {

// One account of the journal.
struct AccountName {
  v1::JournalAccount account = v1::JOURNAL_ACCOUNT_UNSPECIFIED;
  // Which one of its kind; empty where there is one.
  std::string subject;
};

class BalancedEntry {
 public:
  // `header` is the entry without postings.
  explicit BalancedEntry(v1::JournalEntry header) : entry_(std::move(header)) {}

  // Amounts without a cost are added up by account and currency; those of zero are left out.
  void Debit(const AccountName& account, const v1::Money& amount);
  void Credit(const AccountName& account, const v1::Money& amount);
  // Each with a cost is a posting of its own, as the costs of two need not add up to that of their
  // sum. Costs are posted with the sign of their amounts, or are nothing.
  void Debit(const AccountName& account, const v1::Money& amount, const v1::Money& cost);
  void Credit(const AccountName& account, const v1::Money& amount, const v1::Money& cost);

  // Returns the entry with what is missing to balance posted to `rest`, which is nothing where
  // there is only one other side; no entry if there are no postings at all.
  std::optional<v1::JournalEntry> Finish(const AccountName& rest) &&;

 private:
  // The sum of many amounts of 64 bits.
  using Sum = __int128;

  struct Side {
    AccountName account;
    std::string currency;
    Sum amount = 0;
    // Empty if there is no cost.
    std::string cost_currency;
    Sum cost = 0;
  };

  void Add(const AccountName& account, const std::string& currency, Sum amount);
  void Add(const AccountName& account, const v1::Money& amount, const v1::Money& cost, int sign);
  // What all that is posted comes to, by the currency in which it counts.
  std::map<std::string, Sum> Imbalance() const;
  // Adds the side as postings; several if it does not fit in one.
  void Post(const Side& side);

  v1::JournalEntry entry_;
  std::vector<Side> sides_;
};

}  // namespace tally
