#include "ledger/log/whole_entries.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "ledger/log/crc32c.h"

namespace tally {
namespace {

constexpr size_t kBlockBytes = 32 << 10;
constexpr size_t kHeaderBytes = 7;

enum class Type : uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

struct Fragment {
  Type type;
  absl::string_view payload;
  size_t end;  // Where the next one starts, unless no other fits into its block.
};

// The number in so many bytes, little-endian; bytes that are not there are zero.
uint64_t NumberAt(absl::string_view file, size_t at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = bytes; i > 0; --i) {
    const size_t place = at + i - 1;
    number = (number << 8) | (place < file.size() ? static_cast<unsigned char>(file[place]) : 0);
  }
  return number;
}

// RocksDB does not store a CRC as it is, so that one can be taken of bytes that hold CRCs.
uint32_t Masked(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8; }

// The fragment that starts `at`; nothing if none does.
std::optional<Fragment> FragmentAt(absl::string_view file, size_t at) {
  const size_t block_end = std::min(file.size(), (at / kBlockBytes + 1) * kBlockBytes);
  if (at + kHeaderBytes > block_end) return std::nullopt;
  const size_t end = at + kHeaderBytes + NumberAt(file, at + 4, 2);
  const uint64_t type = NumberAt(file, at + 6, 1);
  const bool has_type = type >= 1 && type <= 4;
  if (!has_type || end > block_end) return std::nullopt;
  const absl::string_view checked = file.substr(at + kHeaderBytes - 1, end - at - kHeaderBytes + 1);
  if (NumberAt(file, at, 4) != Masked(Crc32c(checked))) return std::nullopt;
  return Fragment{static_cast<Type>(type), checked.substr(1), end};
}

bool Begins(Type type) { return type == Type::kWhole || type == Type::kFirst; }
bool Ends(Type type) { return type == Type::kWhole || type == Type::kLast; }

// Skips the filler at the end of a block.
size_t AfterFiller(size_t at) {
  const size_t left = kBlockBytes - at % kBlockBytes;
  return left < kHeaderBytes ? at + left : at;
}

bool AnyBeginsFrom(absl::string_view file, size_t at) {
  for (; at < file.size(); ++at) {
    const std::optional<Fragment> fragment = FragmentAt(file, at);
    if (fragment && Begins(fragment->type)) return true;
  }
  return false;
}

}  // namespace

WholeEntries ReadWholeEntries(absl::string_view file) {
  WholeEntries whole;
  std::string entry;
  bool is_within = false;
  size_t at = 0;
  while (at < file.size()) {
    const std::optional<Fragment> fragment = FragmentAt(file, at);
    if (!fragment || Begins(fragment->type) == is_within) break;
    entry.append(fragment->payload.data(), fragment->payload.size());
    is_within = !Ends(fragment->type);
    if (!is_within) {
      whole.end = fragment->end;
      whole.entries.push_back(std::exchange(entry, ""));
    }
    at = AfterFiller(fragment->end);
  }
  whole.is_torn = whole.end < file.size();
  whole.goes_on = AnyBeginsFrom(file, at);
  return whole;
}

uint64_t SequenceOf(absl::string_view entry) { return NumberAt(entry, 0, 8); }

}  // namespace tally
