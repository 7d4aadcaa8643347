// SmallDisk: a file system of its own, in memory, that can be filled.
//
// Mounting takes root; for others the test that asks for one is to be skipped.

#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"

namespace tally {

class SmallDisk {
 public:
  static bool MayMount() { return geteuid() == 0; }

  explicit SmallDisk(uint64_t bytes) {
    const int mounted =
        mount("tally-test", path().c_str(), "tmpfs", 0, absl::StrCat("size=", bytes).c_str());
    EXPECT_EQ(mounted, 0) << "mounting: " << std::strerror(errno);
  }
  ~SmallDisk() { EXPECT_EQ(umount2(path().c_str(), MNT_DETACH), 0) << std::strerror(errno); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const std::string& path() const { return directory_.path(); }

  uint64_t free_bytes() const {
    struct statvfs found = {};
    EXPECT_EQ(statvfs(path().c_str(), &found), 0);
    return uint64_t{found.f_bavail} * found.f_frsize;
  }

  // Leaves `free` bytes, to the block.
  void FillUpTo(uint64_t free) const {
    const int file = open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(file, 0) << std::strerror(errno);
    const auto size = static_cast<off_t>(lseek(file, 0, SEEK_END));
    EXPECT_EQ(posix_fallocate(file, size, static_cast<off_t>(free_bytes() - free)), 0);
    close(file);
  }
  void FreeSpace() const { EXPECT_TRUE(std::filesystem::remove(ballast())); }

 private:
  std::string ballast() const { return path() + "/ballast"; }

  const TemporaryDirectory directory_;
};

}  // namespace tally
