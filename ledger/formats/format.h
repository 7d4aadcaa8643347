// Format: whether the text of a field is written as options.proto says.

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/options.pb.h"

namespace tally {

// Returns in words what is wrong with `text`, which is valid UTF-8 and not empty; nothing if it is
// written as `format` says.
std::optional<std::string> ProblemWith(absl::string_view text, v1::Format format);

}  // namespace tally
