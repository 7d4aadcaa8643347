// PrivateDirectory: directories that only this user may look into.

#pragma once

#include <string>
#include <system_error>

namespace tally {

// Makes the directory `path`, and those above it, unless it is there; a new `path` is for this user
// alone, and survives a power cut. Returns why it cannot be made.
std::error_code MakePrivateDirectory(const std::string& path);

}  // namespace tally
