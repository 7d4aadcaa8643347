#include "ledger/log/manifest.h"

#include <algorithm>
#include <optional>

namespace tally {
namespace {

// As of db/version_edit.h of RocksDB; they never change.
enum Tag : uint64_t {
  kComparator = 1,
  kLogNumber = 2,
  kNextFileNumber = 3,
  kLastSequence = 4,
  kPreviousLogNumber = 9,
  kFirstLog = 10,
  kFamily = 200,
  kNewFamily = 201,
  kMaxFamily = 203,
};

std::optional<uint64_t> TakeVarint(absl::string_view& bytes) {
  uint64_t number = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

// One entry.
struct Edit {
  std::optional<uint64_t> first_log;
  // The first log of one family.
  std::optional<uint64_t> log;
  uint64_t last_sequence = 0;
  bool makes_family = false;
};

Edit EditIn(absl::string_view entry) {
  Edit edit;
  while (true) {
    const std::optional<uint64_t> tag = TakeVarint(entry);
    const std::optional<uint64_t> value = TakeVarint(entry);
    if (!tag || !value) return edit;
    switch (*tag) {
      case kFirstLog:
        edit.first_log = value;
        break;
      case kLogNumber:
        edit.log = value;
        break;
      case kLastSequence:
        edit.last_sequence = *value;
        break;
      case kNewFamily:
        edit.makes_family = true;
        [[fallthrough]];
      case kComparator:
        if (*value > entry.size()) return edit;
        entry.remove_prefix(*value);
        break;
      case kNextFileNumber:
      case kPreviousLogNumber:
      case kFamily:
      case kMaxFamily:
        break;
      default:
        return edit;
    }
  }
}

}  // namespace

ManifestFacts FactsOf(const std::vector<std::string>& entries) {
  ManifestFacts facts;
  std::vector<Edit> edits;
  for (const std::string& entry : entries) edits.push_back(EditIn(entry));
  for (const Edit& edit : edits) {
    const uint64_t log = edit.log.value_or(0);
    // Not said before tables are written for the first time.
    if (facts.first_log == 0) facts.first_log = log;
    facts.first_log = edit.first_log.value_or(facts.first_log);
    facts.newest_log = std::max(facts.newest_log, log);
    facts.families += edit.makes_family ? 1 : 0;
  }
  for (const Edit& edit : edits) {
    const bool sets_it = edit.first_log == facts.first_log || edit.log == facts.first_log;
    if (sets_it) facts.last_sequence = std::max(facts.last_sequence, edit.last_sequence);
  }
  return facts;
}

}  // namespace tally
