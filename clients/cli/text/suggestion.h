// Suggestion: what someone who mistyped a word probably meant.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the word of `known` that is nearest to `word`, or nothing if none is near: at most a
// third of its characters would have to change.
std::string Nearest(absl::string_view word, const std::vector<std::string>& known);

// Returns `; did you mean X?`, or nothing if nothing known is near.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& known);

}  // namespace tally
