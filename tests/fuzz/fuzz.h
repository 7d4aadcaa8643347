// Fuzz: what every fuzz target is: a function of any bytes that returns, and states what holds.
//
// The preset `fuzz` links it with libFuzzer, which looks for bytes that it does not hold of; other
// builds with replay.cc, which gives it the files of its corpus and what it makes of them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/string_view.h"

// Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace tally {

inline absl::string_view TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process with what does not hold, unless it `holds`.
inline void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace tally
