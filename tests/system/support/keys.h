// Keys: files with keys for the daemon, for tests.

#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace tally {

// Writes a file of keys with these ids, the first of them current. The key of an id is the same
// each time.
inline void WriteKeys(const std::string& path, const std::vector<std::string>& ids) {
  {
    std::ofstream file(path);
    for (const std::string& id : ids) {
      std::string digits;
      for (size_t i = 0; i < 64; ++i) digits += "0123456789abcdef"[(id[i % id.size()] + i) % 16];
      file << id << " " << digits << "\n";
    }
  }
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
}

}  // namespace tally
