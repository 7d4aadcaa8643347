// Changes: every way to change bytes a little.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tally {

inline std::string WithBit(absl::string_view bytes, size_t bit) {
  std::string flipped(bytes);
  flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
  return flipped;
}

// Every flip of one bit.
inline std::vector<std::string> Flips(absl::string_view bytes) {
  std::vector<std::string> flips;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) flips.push_back(WithBit(bytes, bit));
  return flips;
}

// Every flip, everything but one byte, every byte twice, and every beginning and end.
inline std::vector<std::string> Changes(absl::string_view bytes) {
  std::vector<std::string> changes = Flips(bytes);
  for (size_t at = 0; at < bytes.size(); ++at) {
    const absl::string_view before = bytes.substr(0, at);
    const absl::string_view byte = bytes.substr(at, 1);
    const absl::string_view after = bytes.substr(at + 1);
    changes.push_back(absl::StrCat(before, after));
    changes.push_back(absl::StrCat(before, byte, byte, after));
    changes.emplace_back(before);
    changes.emplace_back(after);
  }
  for (const char* more : {" ", "\n", "\n\n", "\r\n", "=", "x"}) {
    changes.push_back(absl::StrCat(bytes, more));
    changes.push_back(absl::StrCat(more, bytes));
  }
  return changes;
}

}  // namespace tally
