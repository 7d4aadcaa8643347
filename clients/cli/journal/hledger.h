// HledgerWriter: the journal for hledger. `hledger check --strict` accepts it: accounts and
// commodities are declared, days are in order, and entries balance.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/journal/journal_writer.h"
#include "clients/cli/journal/plain_entries.h"

namespace tally {

// The lines that declare a currency and an account.
std::string HledgerCommodity(const std::string& currency);
std::string HledgerAccount(absl::string_view account);

class HledgerWriter final : public JournalWriter {
 public:
  void Add(const v1::JournalEntry& entry) override { entries_.Add(entry); }
  std::string Text(const JournalHead& head) const override;

 private:
  PlainEntries entries_;
};

}  // namespace tally
