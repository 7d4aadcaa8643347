#include "clients/cli/book/problems.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

// Whether `field` is `outer` or stands in it.
bool IsIn(absl::string_view field, absl::string_view outer) {
  if (!absl::StartsWith(field, outer)) return false;
  const absl::string_view rest = field.substr(outer.size());
  return rest.empty() || rest.front() == '.' || rest.front() == '[';
}

}  // namespace

void Problems::Add(Place place, absl::string_view field, absl::string_view words) {
  problems_.push_back({place, WithoutControlCharacters(field), WithoutControlCharacters(words)});
}

std::vector<Problems::Problem> Problems::Sorted() const {
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Problem& a, const Problem& b) { return a.place < b.place; });
  return sorted;
}

bool Problems::HasAbout(absl::string_view field, size_t known) const {
  const std::string shown = WithoutControlCharacters(field);
  return std::any_of(problems_.begin() + static_cast<std::ptrdiff_t>(known), problems_.end(),
                     [&](const Problem& problem) {
                       return IsIn(problem.field, shown) || IsIn(shown, problem.field);
                     });
}

std::string Problems::FirstField() const { return empty() ? "" : Sorted().front().field; }

std::vector<std::string> Problems::Lines() const {
  std::vector<std::string> lines;
  for (const Problem& problem : Sorted()) {
    if (lines.size() == kMaxShown) break;
    lines.push_back(absl::StrCat(file_, ":", problem.place.line, ":", problem.place.column, ": ",
                                 problem.field, problem.field.empty() ? "" : ": ", problem.words));
  }
  if (problems_.size() > kMaxShown) {
    lines.push_back(absl::StrCat(file_, ": and ", problems_.size() - kMaxShown, " more"));
  }
  return lines;
}

}  // namespace tally
