#include "ledger/audit/key_words.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr size_t kNumberBytes = 8;
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint64_t kNanosPerSecond = 1'000'000'000;

// Size of the text that `key` begins with; zero if it begins with no text that can be read.
size_t TextAtFront(absl::string_view key) {
  const size_t end = key.find('\0');
  if (end == absl::string_view::npos) return 0;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  const absl::string_view text = key.substr(0, end);
  if (std::any_of(text.begin(), text.end(), is_control)) return 0;
  // In UTF-8 no text begins with such a byte.
  const auto first = static_cast<unsigned char>(key.front());
  return (first >= 0x80 && first < 0xC2) || first > 0xF4 ? 0 : end;
}

std::string TakeNumberInWords(absl::string_view& key) {
  const uint64_t number = TakeNumber(key);
  if (number < kSignBit) return absl::StrCat(number);
  if (key.size() >= kNumberBytes) {
    absl::string_view rest = key;
    const uint64_t nanos = TakeNumber(rest);
    google::protobuf::Timestamp instant;
    instant.set_seconds(static_cast<int64_t>(number ^ kSignBit));
    instant.set_nanos(static_cast<int32_t>(std::min(nanos, kNanosPerSecond)));
    if (IsValid(instant)) {
      key = rest;
      return FormatInstant(FromProto(instant));
    }
  }
  return absl::StrCat(std::numeric_limits<uint64_t>::max() - number);
}

}  // namespace

std::string KeyInWords(absl::string_view key) {
  std::vector<std::string> words;
  while (!key.empty()) {
    if (const size_t size = TextAtFront(key); size > 0) {
      words.emplace_back(key.substr(0, size));
      key.remove_prefix(size + 1);
    } else if (key.size() >= kNumberBytes) {
      words.push_back(TakeNumberInWords(key));
    } else {
      words.push_back(absl::BytesToHexString(key));
      break;
    }
  }
  return absl::StrJoin(words, " ");
}

}  // namespace tally
