// DurableFile: small files that are replaced whole and survive a power cut.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tally {

// Makes `path` hold `content`, readable by this user alone: after a crash at any instant it holds
// this or what it held before. UNAVAILABLE, naming the file, if it cannot be written.
absl::Status WriteDurably(const std::string& path, absl::string_view content);

// Returns what `path` holds. UNAVAILABLE, naming the file, if it cannot be read.
absl::StatusOr<std::string> ReadWhole(const std::string& path);

}  // namespace tally
