// Fuzz target: files that RocksDB appends to, as power cuts and failing disks leave them.

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"
#include "ledger/log/whole_entries.h"
#include "support/entry_file.h"

namespace tally {
namespace {

using Entries = std::vector<std::string>;

bool BeginsWith(const Entries& all, const Entries& first) {
  return first.size() <= all.size() && std::equal(first.begin(), first.end(), all.begin());
}

// The bytes as entries: each has its size before it, in one byte.
Entries EntriesIn(absl::string_view bytes) {
  Entries entries;
  while (!bytes.empty()) {
    const size_t size = static_cast<unsigned char>(bytes.front());
    entries.emplace_back(bytes.substr(1, size));
    bytes.remove_prefix(std::min(bytes.size(), size + 1));
  }
  return entries;
}

std::string FileOf(const Entries& entries) {
  EntryFile file;
  for (const std::string& entry : entries) file.Append(entry);
  return file.bytes();
}

// What is cut off leaves what was read before it.
void CheckCut(absl::string_view file) {
  const WholeEntries whole = ReadWholeEntries(file);
  Require(whole.end <= file.size(), "entries end within the file");
  Require(whole.is_torn == (whole.end < file.size()), "what is no entry is torn");
  const WholeEntries kept = ReadWholeEntries(file.substr(0, whole.end));
  Require(kept.entries == whole.entries && !kept.is_torn && !kept.goes_on,
          "a file without its torn tail is whole");
  Require(ReadWholeEntries(FileOf(whole.entries)).entries == whole.entries,
          "entries are read as they are written");
}

// Cuts the file of `entries` short, or changes a bit; where, `pick` says.
void CheckDamage(const Entries& entries, size_t pick) {
  const std::string file = FileOf(entries);
  const WholeEntries whole = ReadWholeEntries(file);
  Require(whole.entries == entries && !whole.is_torn, "what was written is whole");
  if (file.empty()) return;
  const size_t at = pick * 37 % file.size();

  const WholeEntries cut = ReadWholeEntries(absl::string_view(file).substr(0, at));
  Require(BeginsWith(entries, cut.entries) && cut.end <= at, "the entries before a cut are read");

  std::string changed = file;
  changed[at] = static_cast<char>(changed[at] ^ (1 << pick % 8));
  const WholeEntries damaged = ReadWholeEntries(changed);
  Require(BeginsWith(entries, damaged.entries), "what is damaged is not read");
  Require(damaged.entries.size() >= cut.entries.size(), "the entries before the damage are read");
  const bool is_before_others = damaged.entries.size() + 1 < entries.size();
  Require(!is_before_others || damaged.goes_on, "damage is told from a torn tail");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view bytes = TextOf(data, size);
  CheckCut(bytes);
  CheckDamage(EntriesIn(bytes), size == 0 ? 0 : data[size - 1]);
  return 0;
}
