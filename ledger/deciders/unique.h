// Unique: refuses lists that name something twice.

#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"

namespace tally {

// LISTED_TWICE if two items of `list`, the value of `field`, have the same key; `key_of` returns
// the key of an item as text.
template <class List, class KeyOf>
absl::Status CheckUnique(absl::string_view field, const List& list, KeyOf key_of) {
  std::set<std::string> seen;
  int index = 0;
  for (const auto& item : list) {
    const std::string key = key_of(item);
    if (!seen.insert(key).second) {
      return Refuse(v1::REASON_LISTED_TWICE, absl::StrCat(field, "[", index, "]"),
                    absl::StrCat("names \"", key, "\" again"));
    }
    index += 1;
  }
  return absl::OkStatus();
}

}  // namespace tally
