// Sha256: the hash of FIPS 180-4, which chains commits and names contents.

#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the 32-byte hash of `parts`, one after the other.
std::string Sha256(std::initializer_list<absl::string_view> parts);

// The same without allocating memory, for those who hash often and little.
std::array<uint8_t, 32> Sha256Array(std::initializer_list<absl::string_view> parts);

}  // namespace tally
