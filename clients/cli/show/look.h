// Look: how output is to look, by where it goes.

#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

struct Look {
  // Columns of the terminal; zero if it is not one, and nothing is to be shortened.
  size_t width = 0;
  // Whether to use colours.
  bool colour = false;
};

// How a piece of text stands out.
enum class Style { kPlain, kHeading, kFaint, kGood, kWarning, kBad };

// Returns `text` as it looks on a terminal with colours, and as it is without.
std::string Paint(absl::string_view text, Style style, const Look& look);

}  // namespace tally
