// Fuzz target: the MANIFEST of a RocksDB, of which it is read how much of the write-ahead log
// stands in tables.

#include "ledger/log/manifest.h"

#include <string>
#include <vector>

#include "fuzz/fuzz.h"
#include "ledger/log/whole_entries.h"

namespace tally {
namespace {

// As of db/version_edit.h of RocksDB.
constexpr uint64_t kLogNumber = 2;
constexpr uint64_t kLastSequence = 4;
constexpr uint64_t kFirstLog = 10;
constexpr uint64_t kNewFamily = 201;
constexpr uint64_t kUnknown = 205;

bool IsSame(const ManifestFacts& left, const ManifestFacts& right) {
  return left.first_log == right.first_log && left.newest_log == right.newest_log &&
         left.last_sequence == right.last_sequence && left.families == right.families;
}

std::string Varint(uint64_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  return bytes + static_cast<char>(number);
}

std::string Field(uint64_t tag, uint64_t value) { return Varint(tag) + Varint(value); }

// The number in the first eight bytes, which are taken.
uint64_t TakeNumber(absl::string_view& bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < 8 && !bytes.empty(); ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
  }
  return number;
}

// Any entries: no more is said of them than they hold.
void CheckEntries(std::vector<std::string> entries) {
  const ManifestFacts facts = FactsOf(entries);
  Require(facts.families <= entries.size(), "an entry makes one family at most");
  entries.emplace_back();
  entries.push_back(Field(kUnknown, 1) + Field(kLogNumber, ~uint64_t{0}));
  Require(IsSame(FactsOf(entries), facts), "entries without known fields say nothing");
}

// An entry whose numbers and name are those in `bytes`.
void CheckWritten(absl::string_view bytes) {
  ManifestFacts facts;
  facts.first_log = TakeNumber(bytes);
  facts.newest_log = TakeNumber(bytes);
  facts.last_sequence = TakeNumber(bytes);
  facts.families = 1;
  const std::string entry = Field(kFirstLog, facts.first_log) +
                            Field(kLogNumber, facts.newest_log) +
                            Field(kLastSequence, facts.last_sequence) +
                            Field(kNewFamily, bytes.size()) + std::string(bytes);
  Require(IsSame(FactsOf({entry}), facts), "an entry is read as it was written");
  Require(IsSame(FactsOf({entry + Varint(kUnknown) + std::string(bytes)}), facts),
          "what follows a field that is not known is passed over");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view bytes = TextOf(data, size);
  CheckEntries(ReadWholeEntries(bytes).entries);
  CheckEntries({std::string(bytes)});
  CheckWritten(bytes);
  return 0;
}
