#include "ledger/base/private_directory.h"

#include <filesystem>

namespace tally {

std::error_code MakePrivateDirectory(const std::string& path) {
  std::error_code error;
  const bool is_new = std::filesystem::create_directories(path, error);
  if (!error && is_new) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  }
  return error;
}

}  // namespace tally
