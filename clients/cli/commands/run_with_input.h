// RunWithInput: a shell command that is given a text, and what came of it.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tally {

struct RanCommand {
  // As a shell says it: the exit code, or 128 and the signal.
  int exit_code = 0;
  // The last line of its stderr that is not empty; at most 500 bytes of it, made one line of text.
  std::string last_error;
};

// Runs `command` by /bin/sh with `input` as its stdin, and waits for it. What it prints goes where
// this program's goes. Fails if it cannot be run.
absl::StatusOr<RanCommand> RunWithInput(const std::string& command, absl::string_view input);

}  // namespace tally
