// Number text: the one way in which exact numbers are written.
//
//   number := ["-"] whole ["." decimals]
//   whole := "0" | digit from 1 to 9, then any digits
//   decimals := at least one digit
//
// No `+`, no exponent, no blanks, no separators.

#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace tally {

// A number, taken apart. The pieces point into the text.
struct NumberText {
  absl::string_view sign;      // `-` or empty.
  absl::string_view whole;     // Never empty.
  absl::string_view decimals;  // Empty if there is no point.
};

// Returns the pieces of `text`, or nothing if it is not a number as above.
std::optional<NumberText> SplitNumber(absl::string_view text);

}  // namespace tally
