// YamlFile: reads a YAML file that a command is given, and says what is wrong with it.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/book/problems.h"
#include "clients/cli/session/session.h"

namespace tally {

// Returns what the file called `name` holds, no more than can be read as YAML and one byte. Wrong
// usage if it cannot be read.
absl::StatusOr<std::string> ReadYamlFile(const std::string& name);

// Says what is wrong with the file called `name`, line by line; programs get it all in one.
absl::Status NotRight(Session& session, const std::string& name, const Problems& problems);

}  // namespace tally
