// Utf8: text on a terminal: what must not get there, and how many columns it takes. What UTF-8 is,
// ledger/base/utf8.h says.

#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the offset of the first control character, of ASCII or Latin-1 (U+0080 to U+009F), other
// than those in `allowed`, or the size of `text` if there is none.
size_t FindControlCharacter(absl::string_view text, absl::string_view allowed);

// Returns `text` with each control character replaced by U+FFFD.
std::string WithoutControlCharacters(absl::string_view text);

// Returns how many columns `text` takes: most characters one, ideographs and emoji two, accents
// that combine with the character before none. `text` is UTF-8.
size_t DisplayWidth(absl::string_view text);

// Returns `text`, or as much of its beginning as fits in `width` columns with `…` after it.
std::string Shorten(absl::string_view text, size_t width);

}  // namespace tally
