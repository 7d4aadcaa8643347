// JournalText: entries of the journal as a person reads them.
//
//   2026-10-31 BILL-1 Invoice BILL-1 [acme]
//     RECEIVABLE acme 120.00 GBP
//     REVENUE backup -100.00 GBP
//     TAX vat -20.00 GBP

#pragma once

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/money/money.h"
#include "tally/v1/journal.pb.h"

namespace tally {

inline std::string Printed(const v1::Posting& posting) {
  std::string text = absl::StrCat(
      absl::StripPrefix(v1::JournalAccount_Name(posting.account()), "JOURNAL_ACCOUNT_"),
      posting.subject().empty() ? "" : " ", posting.subject(), " ", FormatAmount(posting.amount()),
      " ", posting.amount().currency());
  if (posting.has_cost()) {
    absl::StrAppend(&text, " is ", FormatAmount(posting.cost()), " ", posting.cost().currency());
  }
  return text;
}

inline std::string Printed(const v1::JournalEntry& entry) {
  std::string text = absl::StrCat(entry.date(), " ", entry.document(), " ", entry.description(),
                                  " [", entry.customer_id(), "]\n");
  for (const v1::Posting& posting : entry.postings()) {
    absl::StrAppend(&text, "  ", Printed(posting), "\n");
  }
  return text;
}

template <class Entries>
std::string PrintedJournal(const Entries& entries) {
  std::string text;
  for (const v1::JournalEntry& entry : entries) text += Printed(entry);
  return text;
}

// What an entry is off balance, as the contract counts it: costs, with the amount for the cost of
// what has none; by currency. Empty if it balances.
inline std::map<std::string, __int128> ImbalanceOf(const v1::JournalEntry& entry) {
  std::map<std::string, __int128> sums;
  for (const v1::Posting& posting : entry.postings()) {
    const v1::Money& counts = posting.has_cost() ? posting.cost() : posting.amount();
    sums[counts.currency()] += counts.minor_units();
  }
  std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
  return sums;
}

}  // namespace tally
