#include "clients/cli/commands/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "clients/cli/rpc/failure.h"

namespace tally {
namespace {

absl::Status CannotWrite(const std::string& path) {
  return absl::UnknownError(absl::StrCat(path, " cannot be written"));
}

bool Sync(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  return close(descriptor) == 0 && synced;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path)
    : path_(path), part_(path + ".part"), file_(part_, std::ios::binary | std::ios::trunc) {}

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path) {
  std::unique_ptr<AtomicFile> file(new AtomicFile(path));
  std::error_code error;
  if (!file->file_ || std::filesystem::is_directory(path, error)) {
    return WrongUsage(absl::StrCat(path, " cannot be written"));
  }
  return file;
}

AtomicFile::~AtomicFile() {
  if (is_placed_) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void AtomicFile::Write(absl::string_view bytes) {
  file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

absl::Status AtomicFile::Complete() {
  if (absl::Status closed = Close(); !closed.ok()) return closed;
  return Place();
}

absl::Status AtomicFile::CompleteDurably() {
  if (absl::Status closed = Close(); !closed.ok()) return closed;
  if (!Sync(part_)) return CannotWrite(path_);
  return Place();
}

absl::Status AtomicFile::Close() {
  file_.close();
  return file_ ? absl::OkStatus() : CannotWrite(path_);
}

absl::Status AtomicFile::Place() {
  if (std::rename(part_.c_str(), path_.c_str()) != 0) return CannotWrite(path_);
  is_placed_ = true;
  return absl::OkStatus();
}

}  // namespace tally
