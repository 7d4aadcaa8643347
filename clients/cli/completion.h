// Completion: scripts by which a shell completes the command line, made from its own description.

#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tally {

// Each returns a script for the shell that offers the commands and options of `program`.
std::string BashCompletion(const CLI::App& program);
std::string ZshCompletion(const CLI::App& program);
std::string FishCompletion(const CLI::App& program);

}  // namespace tally
