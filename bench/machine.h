// Machine: what a benchmark ran on.

#pragma once

#include <filesystem>
#include <string>

namespace tally {

// Returns processor, disk, compiler and versions in a few lines, with loud warnings about what
// makes the figures worthless: a build that is not optimised, a disk that is none.
std::string DescribeMachine(const std::filesystem::path& directory);

}  // namespace tally
