#include "ledger/base/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

absl::Status Cannot(const char* what, const std::string& path) {
  return absl::UnavailableError(
      absl::StrCat(path, " cannot be ", what, ": ", std::strerror(errno)));
}

// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  bool Sync() const { return fsync(number_) == 0; }
  bool Write(absl::string_view content) const {
    while (!content.empty()) {
      const ssize_t written = write(number_, content.data(), content.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) content.remove_prefix(static_cast<size_t>(written));
    }
    return true;
  }

 private:
  const int number_;
};

}  // namespace

absl::Status WriteDurably(const std::string& path, absl::string_view content) {
  const std::string next = path + ".new";
  {
    const Descriptor file(open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.is_open() || !file.Write(content) || !file.Sync()) return Cannot("written", next);
  }
  if (std::rename(next.c_str(), path.c_str()) != 0) return Cannot("replaced", path);
  return SyncDirectory(std::filesystem::path(path).parent_path().string());
}

absl::Status SyncDirectory(const std::string& path) {
  const Descriptor directory(open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!directory.is_open() || !directory.Sync()) return Cannot("written", path);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) return Cannot("read", path);
  return content;
}

}  // namespace tally
