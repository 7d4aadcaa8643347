// CsvJournalWriter: the journal as comma-separated values (RFC 4180), a row a posting. Debits are
// positive. A text that a spreadsheet would take for a formula has an apostrophe before it.

#pragma once

#include <string>

#include "clients/cli/journal/journal_writer.h"

namespace tally {

class CsvJournalWriter final : public JournalWriter {
 public:
  void Add(const v1::JournalEntry& entry) override;
  std::string Text(const JournalHead& head) const override;

 private:
  std::string rows_;
};

}  // namespace tally
