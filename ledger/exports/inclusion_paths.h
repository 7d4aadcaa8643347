// InclusionPaths: inclusion proofs of many leaves of one tree, without saying a hash twice.
//
// Two leaves have the upper hashes of their proofs in common: those of the subtrees that neither of
// them is in. So of each proof an export holds only the lowest hashes, up to where the two leaves
// part; PathKeeper, which has seen the proof before, knows the others. Of leaves that follow each
// other that is two hashes on average, whatever the size of the tree.
//
//   InclusionPaths paths(size);                      PathKeeper keeper(size);
//   auto lowest = paths.Next(index, read);     ->    auto proof = keeper.Complete(index, *lowest);

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/tree/hash.h"
#include "ledger/tree/tiles.h"
#include "ledger/tree/tree.h"

namespace tally {

// The leaves from `begin` up to `end`: a subtree whose hash is in a proof.
struct Subtree {
  uint64_t begin = 0;
  uint64_t end = 0;

  friend bool operator==(const Subtree&, const Subtree&) = default;
};

// Reads tiles whole, and keeps the last one of each level.
class TileCache {
 public:
  // Of a tree of `size` leaves.
  explicit TileCache(uint64_t size) : size_(size) {}

  // Returns hashes as HashReader in ledger/tree/tree.h does; takes what is not here from `source`.
  absl::StatusOr<std::vector<Hash>> Read(int tile_level, uint64_t first, size_t count,
                                         const HashReader& source);

 private:
  struct Kept {
    uint64_t index = 0;
    std::vector<Hash> hashes;
  };

  const uint64_t size_;
  std::array<Kept, kMaxTileLevel + 1> tiles_;
};

class InclusionPaths {
 public:
  // Of a tree of `size` leaves.
  explicit InclusionPaths(uint64_t size) : size_(size), tiles_(size) {}

  // Returns the lowest hashes of the proof of leaf `index`, upwards: those that are not in the
  // proof that was asked for before. All of them the first time. OUT_OF_RANGE unless `index` is
  // below the size; fails as `read` does.
  absl::StatusOr<std::vector<Hash>> Next(uint64_t index, const HashReader& read);

 private:
  const uint64_t size_;
  TileCache tiles_;
  std::vector<Subtree> before_;
};

class PathKeeper {
 public:
  explicit PathKeeper(uint64_t size) : size_(size) {}

  // Returns the whole proof of leaf `index`, upwards, from what Next() gave for it.
  // INVALID_ARGUMENT if those are not as many hashes as Next() gives, or there is no such leaf.
  absl::StatusOr<std::vector<Hash>> Complete(uint64_t index, absl::Span<const Hash> lowest);

 private:
  uint64_t size_;
  // Of the proof before, from the root downwards.
  std::vector<Subtree> before_;
  std::vector<Hash> hashes_;
};

}  // namespace tally
