// Utf8: the characters of text, and whether bytes are text.
//
// Characters are those of Unicode 15, table 3-7: nothing that is written in more bytes than it
// needs, no surrogates, nothing above U+10FFFF.

#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace tally {

// A character and how many bytes it takes; none if they are not UTF-8.
struct Character {
  char32_t code = 0;
  size_t bytes = 0;
};

// Returns the character at the front of `text`, which is not empty.
Character FirstCharacter(absl::string_view text);

// Returns the offset of the first byte that does not belong to a character, or the size of `text`
// if it is all UTF-8.
size_t FindInvalidUtf8(absl::string_view text);

// Whether `bytes` are text. Protobuf writes a text field that is not, but cannot read it again.
bool IsUtf8(absl::string_view bytes);

}  // namespace tally
