#include "ledger/tree/tree.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/tree/tiles.h"

namespace tally {
namespace {

// The leaves from `begin` up to `end`.
struct Leaves {
  uint64_t begin;
  uint64_t end;

  uint64_t count() const { return end - begin; }
  // Where RFC 6962 splits two leaves or more: after the largest power of two that leaves a rest.
  uint64_t middle() const { return begin + std::bit_floor(count() - 1); }
  Leaves left() const { return {begin, middle()}; }
  Leaves right() const { return {middle(), end}; }
};

// Hash of the complete subtree of leaves `index << level` up to `(index + 1) << level`.
absl::StatusOr<Hash> SubtreeHash(int level, uint64_t index, const HashReader& read) {
  const int tile_level = level / kTileHeight;
  const int height = level % kTileHeight;
  const size_t count = size_t{1} << height;
  absl::StatusOr<std::vector<Hash>> hashes = read(tile_level, index << height, count);
  if (!hashes.ok()) return hashes.status();
  if (hashes->size() != count) {
    return absl::InternalError(absl::StrCat("asked for ", count, " hashes of tile level ",
                                            tile_level, ", got ", hashes->size()));
  }
  for (size_t width = count / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) {
      (*hashes)[i] = NodeHash((*hashes)[2 * i], (*hashes)[2 * i + 1]);
    }
  }
  return hashes->front();
}

// MTH of RFC 6962 of `leaves`, which are not empty and a part of the tree as the RFC splits it.
absl::StatusOr<Hash> HashOfLeaves(Leaves leaves, const HashReader& read) {
  std::vector<Hash> subtrees;
  while (leaves.count() > 0) {
    const int level = static_cast<int>(std::bit_width(leaves.count())) - 1;
    const absl::StatusOr<Hash> hash = SubtreeHash(level, leaves.begin >> level, read);
    if (!hash.ok()) return hash.status();
    subtrees.push_back(*hash);
    leaves.begin += uint64_t{1} << level;
  }
  Hash result = subtrees.back();
  for (size_t i = subtrees.size() - 1; i-- > 0;) result = NodeHash(subtrees[i], result);
  return result;
}

// Hashes of `parts`, which lie from the root downwards, from the leaf upwards.
absl::StatusOr<std::vector<Hash>> ProofOf(const std::vector<Leaves>& parts,
                                          const HashReader& read) {
  std::vector<Hash> proof;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const absl::StatusOr<Hash> hash = HashOfLeaves(*part, read);
    if (!hash.ok()) return hash.status();
    proof.push_back(*hash);
  }
  return proof;
}

}  // namespace

absl::StatusOr<Hash> RootOf(uint64_t size, const HashReader& read) {
  if (size == 0) return EmptyRoot();
  return HashOfLeaves({0, size}, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const HashReader& read) {
  if (index >= size) {
    return absl::OutOfRangeError(absl::StrCat("a tree of ", size, " has no leaf ", index));
  }
  std::vector<Leaves> siblings;
  Leaves around = {0, size};
  while (around.count() > 1) {
    const bool is_left = index < around.middle();
    siblings.push_back(is_left ? around.right() : around.left());
    around = is_left ? around.left() : around.right();
  }
  return ProofOf(siblings, read);
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size, uint64_t size,
                                                   const HashReader& read) {
  if (old_size > size) {
    return absl::OutOfRangeError(
        absl::StrCat("a tree of ", size, " was not one of ", old_size, " before"));
  }
  if (old_size == 0 || old_size == size) return std::vector<Hash>();

  std::vector<Leaves> parts;
  Leaves around = {0, size};
  while (around.end != old_size) {
    const bool ends_left = old_size <= around.middle();
    parts.push_back(ends_left ? around.right() : around.left());
    around = ends_left ? around.left() : around.right();
  }
  // Who verifies has the hash of the first leaves already, if they are the whole old tree.
  if (around.begin != 0) parts.push_back(around);
  return ProofOf(parts, read);
}

}  // namespace tally
