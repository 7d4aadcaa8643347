// PlainEntries: entries as hledger and ledger both read them, and what they have to declare.

#pragma once

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/journal.pb.h"

namespace tally {

// Returns the posting as an indented line: `    Assets:Cash:bank    500.00 USD @@ 304.05 GBP`. The
// cost is a total, and takes the sign of the amount.
std::string PostingLine(absl::string_view account, const v1::Posting& posting);

// Calls `use` with the currency of each amount and cost of the entry.
template <class Use>
void ForEachCurrency(const v1::JournalEntry& entry, Use use) {
  for (const v1::Posting& posting : entry.postings()) {
    use(posting.amount().currency());
    if (posting.has_cost()) use(posting.cost().currency());
  }
}

// Entries with the tags `document` and `position`.
class PlainEntries {
 public:
  // `code` stands in parentheses before the description, if it is not empty.
  void Add(const v1::JournalEntry& entry, absl::string_view code = "");

  const std::string& text() const { return text_; }
  const std::set<std::string>& accounts() const { return accounts_; }
  const std::set<std::string>& currencies() const { return currencies_; }

 private:
  std::string text_;
  std::set<std::string> accounts_;
  std::set<std::string> currencies_;
};

}  // namespace tally
