#include "clients/cli/book/problems.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace tally {

void Problems::Add(Place place, absl::string_view field, absl::string_view words) {
  problems_.push_back({place, absl::StrCat(field, field.empty() ? "" : ": ", words)});
}

std::vector<std::string> Problems::Lines() const {
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Problem& a, const Problem& b) { return a.place < b.place; });

  std::vector<std::string> lines;
  for (const Problem& problem : sorted) {
    if (lines.size() == kMaxShown) break;
    lines.push_back(absl::StrCat(file_, ":", problem.place.line, ":", problem.place.column, ": ",
                                 problem.words));
  }
  if (sorted.size() > kMaxShown) {
    lines.push_back(absl::StrCat(file_, ": and ", sorted.size() - kMaxShown, " more"));
  }
  return lines;
}

}  // namespace tally
