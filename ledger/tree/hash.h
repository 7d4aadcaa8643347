// Hash: the hashes of a Merkle tree as of RFC 6962, section 2.1 (the same in RFC 9162).
//
//   leaf   := SHA-256(0x00 entry)
//   node   := SHA-256(0x01 left right)
//   empty  := SHA-256()                  root of the tree without leaves
//
// A hash is an array and not a string: its length is never wrong, and it needs no memory of its
// own.

#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace tally {

using Hash = std::array<uint8_t, 32>;

Hash LeafHash(absl::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);
Hash EmptyRoot();

// Returns the bytes of `hash`, which must outlive them.
absl::string_view BytesOf(const Hash& hash);

// Returns the hash whose bytes these are; nothing if they are not 32.
std::optional<Hash> HashOf(absl::string_view bytes);

}  // namespace tally
