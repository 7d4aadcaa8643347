// Broken lines: a sentence on as many lines as it needs on a terminal.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the lines that `text` takes if it is broken at blanks and none is wider than `width`,
// except for a word that is.
std::vector<std::string> BrokenLines(absl::string_view text, size_t width);

}  // namespace tally
