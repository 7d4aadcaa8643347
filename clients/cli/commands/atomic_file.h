// AtomicFile: a file that appears whole or not at all.
//
// It is written beside its place, under its name and `.part`, and takes its place when it is
// complete; if it never is, what was written is removed.

#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tally {

class AtomicFile {
 public:
  // Begins the file at `path`. Wrong usage if it cannot be written there.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // What does not fit is found by Complete().
  void Write(absl::string_view bytes);

  // Puts the file in its place. Fails if not all of it was written.
  absl::Status Complete();
  // The same, and also syncs it first.
  absl::Status CompleteDurably();

 private:
  explicit AtomicFile(const std::string& path);

  absl::Status Close();
  absl::Status Place();

  const std::string path_;
  const std::string part_;
  std::ofstream file_;
  bool is_placed_ = false;
};

}  // namespace tally
