// Tallyd: how the daemon's program is started in tests.

#pragma once

#include <string>
#include <vector>

namespace tally {

// The words that start it on the directory `data`, on its socket alone, and `more`.
inline std::vector<std::string> Tallyd(const std::string& data,
                                       const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {TALLYD_PATH, "--data", data, "--listen", "none"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Where it then listens.
inline std::string TargetIn(const std::string& data) { return "unix:" + data + "/tallyd.sock"; }

}  // namespace tally
