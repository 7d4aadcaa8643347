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

// Makes the names in the directory `path` survive a power cut: of what was made, renamed and
// removed there. UNAVAILABLE, naming the directory, if it cannot be written.
absl::Status SyncDirectory(const std::string& path);

// Returns what `path` holds. UNAVAILABLE, naming the file, if it cannot be read.
absl::StatusOr<std::string> ReadWhole(const std::string& path);

}  // namespace tally
