// Random: bytes that nobody can guess.

#pragma once

#include <cstddef>
#include <string>

namespace tally {

// Returns `count` bytes of the operating system's cryptographic generator. Thread-safe.
std::string RandomBytes(size_t count);

}  // namespace tally
