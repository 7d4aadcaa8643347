#include "ledger/base/private_directory.h"

#include <filesystem>
#include <vector>

#include "ledger/base/durable_file.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

// The directories that get a new name in them when `path` is made.
std::vector<fs::path> ParentsOfMissing(const std::string& path) {
  std::vector<fs::path> parents;
  std::error_code ignored;
  fs::path at = fs::absolute(path, ignored);
  while (at.has_relative_path() && !fs::exists(at, ignored)) {
    at = at.parent_path();
    parents.push_back(at);
  }
  return parents;
}

}  // namespace

std::error_code MakePrivateDirectory(const std::string& path) {
  const std::vector<fs::path> parents = ParentsOfMissing(path);
  std::error_code error;
  const bool is_new = fs::create_directories(path, error);
  if (!error && is_new) fs::permissions(path, fs::perms::owner_all, error);
  if (error) return error;
  for (const fs::path& parent : parents) {
    if (!SyncDirectory(parent.string()).ok()) return std::make_error_code(std::errc::io_error);
  }
  return {};
}

}  // namespace tally
