// TreeRows: where the hashes of the Merkle tree over the events are kept.
//
//   rows   := tile* hash*
//   tile   := (0 tile_index -> the 256 leaf hashes of a full tile)
//   hash   := (level index -> the hash of 256^level leaves), level from 1
//
// Numbers are 8 bytes, big-endian. So what a commit writes does not grow with the log, and a proof
// reads a few rows. The leaf hashes of the last tile, until it is full, are not kept: they are made
// again from the records.

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/store/store.h"
#include "ledger/tree/hash.h"
#include "tally/v1/log.pb.h"

namespace tally {

// The hashes of the leaves that the events of `commit` are, from the leaf with index `first` on.
std::vector<Hash> LeavesOf(const v1::Commit& commit, uint64_t first);

// The end of a tree: how many leaves it has, and the hashes of those that fill no tile yet.
class TreeEnd {
 public:
  TreeEnd() = default;
  // A tree of `tiles` full tiles and the leaves in `rest`, fewer than a tile.
  TreeEnd(uint64_t tiles, std::vector<Hash> rest) : tiles_(tiles), rest_(std::move(rest)) {}

  // Appends a leaf; writes to `rows` what is full then.
  void Append(const Hash& leaf, Store& rows);

 private:
  uint64_t tiles_ = 0;
  std::vector<Hash> rest_;
};

// Returns `count` hashes of a tile level from `first` on, as HashReader in ledger/tree/tree.h asks
// for them. `leaves` gives those of the leaves from an index on, `count` of them, where the tile is
// not full. DATA_LOSS if a row is missing or damaged.
absl::StatusOr<std::vector<Hash>> ReadHashes(
    const Store& rows, int tile_level, uint64_t first, size_t count,
    const std::function<absl::StatusOr<std::vector<Hash>>(uint64_t first, size_t count)>& leaves);

}  // namespace tally
