// Text: what signed notes are written in: lines, key names, base64 and decimal numbers.
//
// What is read here has one way to be written, so that nothing that was signed or published can be
// changed into other bytes that mean the same.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Whether `text` is UTF-8 without ASCII control characters other than newline.
bool IsNoteText(absl::string_view text);

// Whether `name` is UTF-8, not empty, and has no control character, Unicode space or plus.
bool IsKeyName(absl::string_view name);

// Returns the bytes that base64 (RFC 4648, section 4) says; nothing unless it is padded and has no
// other way to be written.
std::optional<std::string> FromBase64(absl::string_view text);

// Returns the number; nothing if it has a sign, leading zeros or anything but digits, or is above
// 2^64 - 1.
std::optional<uint64_t> FromDecimal(absl::string_view text);

// Takes the first line, without its newline, off the front of `text`; nothing if no newline is
// left.
std::optional<absl::string_view> TakeLine(absl::string_view& text);

}  // namespace tally
