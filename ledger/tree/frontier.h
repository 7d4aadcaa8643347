// Frontier: all of a Merkle tree that is needed to append leaves and to know the root.
//
// That is one hash for each complete subtree that the tree is made of, from the largest, on the
// left, to the smallest: as many as `size` has one bits, so at most 64.
//
//   Frontier frontier;
//   frontier.Append(LeafHash("entry"));
//   frontier.Root();

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/tree/hash.h"

namespace tally {

class Frontier {
 public:
  // Is called with a complete subtree: leaves `index << level` up to `(index + 1) << level`.
  using Completed = std::function<void(int level, uint64_t index, const Hash& hash)>;

  Frontier() = default;  // The empty tree.

  // Returns the frontier of a tree from what size() and subtrees() gave. Fails if there are not as
  // many subtrees as `size` has one bits.
  static absl::StatusOr<Frontier> From(uint64_t size, std::vector<Hash> subtrees);

  void Append(const Hash& leaf_hash);

  // The same, and tells of each subtree that the leaf completes, from the leaf (level 0) upwards.
  void Append(const Hash& leaf_hash, const Completed& completed);

  Hash Root() const;
  uint64_t size() const { return size_; }
  const std::vector<Hash>& subtrees() const { return subtrees_; }

 private:
  uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

}  // namespace tally
