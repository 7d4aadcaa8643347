// LedgerWriter: the journal for ledger. `ledger --pedantic` accepts it: accounts, commodities and
// tags are declared.

#pragma once

#include <string>

#include "clients/cli/journal/journal_writer.h"
#include "clients/cli/journal/plain_entries.h"

namespace tally {

class LedgerWriter final : public JournalWriter {
 public:
  void Add(const v1::JournalEntry& entry) override { entries_.Add(entry); }
  std::string Text(const JournalHead& head) const override;

 private:
  PlainEntries entries_;
};

}  // namespace tally
