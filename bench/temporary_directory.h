// TemporaryDirectory: a directory of its own, which goes away with all that is in it.

#pragma once

#include <filesystem>
#include <string>

namespace tally {

class TemporaryDirectory {
 public:
  // Makes one in `parent`. Stops the process if it cannot.
  explicit TemporaryDirectory(const std::filesystem::path& parent);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  // The path of `name` in it.
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tally
