// Tree: roots and proofs of a Merkle tree (RFC 6962, section 2.1) whose hashes are stored in tiles.
//
// Stored are the hashes of complete subtrees whose height is a multiple of 8, as tiles.h says; what
// lies between is hashed again. Proofs come in the order of RFC 6962, and verify.h checks them.

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/tree/hash.h"

namespace tally {

// Returns `count` hashes of `tile_level` (0 to 7), from the one with index `first` on. The hash
// with index i is that of the leaves i * 256^tile_level up to (i + 1) * 256^tile_level, all of
// which are in the tree. `count` is 1 to 128, and all are in the one tile `first / 256`; a proof
// reads each tile up to 8 times in a row, so it pays to keep the last one.
using HashReader =
    std::function<absl::StatusOr<std::vector<Hash>>(int tile_level, uint64_t first, size_t count)>;

// Returns the root of the first `size` leaves.
absl::StatusOr<Hash> RootOf(uint64_t size, const HashReader& read);

// Returns PATH(index, D[size]), from the leaf upwards. OUT_OF_RANGE unless `index` is below `size`.
absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const HashReader& read);

// Returns PROOF(old_size, D[size]), which is empty if the sizes are equal or the old one is 0.
// OUT_OF_RANGE if `old_size` is above `size`.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size, uint64_t size,
                                                   const HashReader& read);

}  // namespace tally
