// Sha256: the hash of FIPS 180-4, which chains commits and names contents.

#pragma once

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Returns the 32-byte hash of `parts`, one after the other.
std::string Sha256(std::initializer_list<absl::string_view> parts);

}  // namespace tally
