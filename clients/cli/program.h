// Program: the command line as a whole: its options, its commands, and how it ends.

#pragma once

#include "clients/cli/rpc/failure.h"

namespace tally {

// Runs the command that the arguments name.
ExitCode RunProgram(int argc, const char* const* argv);

}  // namespace tally
