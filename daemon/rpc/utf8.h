// Utf8: whether bytes are text. Protobuf writes a text field that is not, but cannot read it again.

#pragma once

#include "absl/strings/string_view.h"

namespace tally {

// True if `bytes` are UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing
// above U+10FFFF.
bool IsUtf8(absl::string_view bytes);

}  // namespace tally
