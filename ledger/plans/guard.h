// Guards: what must not be said of a part of a plan, a row each.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/plans/plan_rules.h"

namespace tally {

template <class Part>
struct Guard {
  bool (*is_wrong)(const Part& part);
  v1::Reason reason;
  // The field of the part that is wrong; empty for the part as a whole.
  absl::string_view field;
  // What is wrong, and what to do about it.
  absl::string_view words;
};

// Returns the path of `field` in what stands at `path`; of that itself if `field` is empty.
inline std::string PathOf(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, path.empty() || field.empty() ? "" : ".", field);
}

// Adds a problem for each guard that `part`, which stands at `path` in the plan, runs into.
template <class Part, size_t kGuards>
void Check(const Part& part, const Guard<Part> (&guards)[kGuards], absl::string_view path,
           std::vector<PlanProblem>& problems) {
  for (const Guard<Part>& guard : guards) {
    if (!guard.is_wrong(part)) continue;
    problems.push_back({guard.reason, PathOf(path, guard.field), std::string(guard.words)});
  }
}

// Adds a problem for each item of `list`, which stands at `path`, whose key an item before it has;
// `key_of` returns the key of an item as text, empty for one that is not whole.
template <class List, class KeyOf>
void CheckDiffer(const List& list, KeyOf key_of, absl::string_view path,
                 std::vector<PlanProblem>& problems) {
  std::set<std::string> seen;
  int index = 0;
  for (const auto& item : list) {
    const std::string key = key_of(item);
    if (!key.empty() && !seen.insert(key).second) {
      problems.push_back({v1::REASON_LISTED_TWICE, absl::StrCat(path, "[", index, "]"),
                          absl::StrCat("names \"", key, "\" again; take one of the two out")});
    }
    index += 1;
  }
}

}  // namespace tally
