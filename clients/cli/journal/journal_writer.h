// JournalWriter: entries of the journal as a file of an accounting program.
//
//   const auto writer = NewJournalWriter(JournalFormat::kHledger, {.org_id = "msp", ...});
//   for (...) writer->Add(entry);
//   file << writer->Text();
//
// The same entries give the same text.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tally/v1/journal.pb.h"

namespace tally {

enum class JournalFormat { kHledger, kLedger, kBeancount, kCsv };

// Names are as people type them: `hledger`.
std::vector<std::string> JournalFormatNames();
std::optional<JournalFormat> ParseJournalFormat(absl::string_view name);

// What is said of a journal as a whole.
struct JournalHead {
  std::string org_id;
  // The org's.
  std::string currency;
  // Where the log stood.
  uint64_t position = 0;
};

class JournalWriter {
 public:
  virtual ~JournalWriter() = default;

  // Call in the order of the journal.
  virtual void Add(const v1::JournalEntry& entry) = 0;
  // The whole file.
  virtual std::string Text(const JournalHead& head) const = 0;
};

std::unique_ptr<JournalWriter> NewJournalWriter(JournalFormat format);

}  // namespace tally
