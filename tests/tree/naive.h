// Naive: roots and proofs of a tree that is in memory, written as RFC 6962 defines them.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ledger/tree/hash.h"
#include "ledger/tree/tiles.h"
#include "ledger/tree/tree.h"

namespace tally::naive {

using Hashes = std::vector<Hash>;

inline Hash FromHex(absl::string_view hex) { return *HashOf(absl::HexStringToBytes(hex)); }

// The hashes of `size` leaves that are all different.
inline Hashes LeafHashes(size_t size) {
  Hashes hashes;
  for (size_t i = 0; i < size; ++i) hashes.push_back(LeafHash(absl::StrCat("entry ", i)));
  return hashes;
}

// The largest power of two below `size`, which is at least 2.
inline size_t Split(size_t size) {
  size_t split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

// MTH of section 2.1.
inline Hash Root(absl::Span<const Hash> leaves) {
  if (leaves.empty()) return EmptyRoot();
  if (leaves.size() == 1) return leaves[0];
  const size_t split = Split(leaves.size());
  return NodeHash(Root(leaves.first(split)), Root(leaves.subspan(split)));
}

inline Hashes With(Hashes hashes, const Hash& last) {
  hashes.push_back(last);
  return hashes;
}

// PATH of section 2.1.1.
inline Hashes Path(size_t index, absl::Span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  const size_t split = Split(leaves.size());
  const auto left = leaves.first(split);
  const auto right = leaves.subspan(split);
  if (index < split) return With(Path(index, left), Root(right));
  return With(Path(index - split, right), Root(left));
}

// SUBPROOF of section 2.1.2.
inline Hashes Subproof(size_t old_size, absl::Span<const Hash> leaves, bool is_whole) {
  if (old_size == leaves.size()) return is_whole ? Hashes() : Hashes{Root(leaves)};
  const size_t split = Split(leaves.size());
  const auto left = leaves.first(split);
  const auto right = leaves.subspan(split);
  if (old_size <= split) return With(Subproof(old_size, left, is_whole), Root(right));
  return With(Subproof(old_size - split, right, false), Root(left));
}

// PROOF of section 2.1.2.
inline Hashes Proof(size_t old_size, absl::Span<const Hash> leaves) {
  return Subproof(old_size, leaves, true);
}

// Level l: the hashes of the complete subtrees of 256^l leaves, as tiles.h says.
inline std::vector<Hashes> TileLevels(absl::Span<const Hash> leaves) {
  std::vector<Hashes> levels = {Hashes(leaves.begin(), leaves.end())};
  while (levels.back().size() >= kTileWidth) {
    const absl::Span<const Hash> below = levels.back();
    Hashes level;
    for (size_t at = 0; at + kTileWidth <= below.size(); at += kTileWidth) {
      level.push_back(Root(below.subspan(at, kTileWidth)));
    }
    levels.push_back(level);
  }
  return levels;
}

// Reads `levels`, which must outlive it, and refuses what tree.h says is never asked for.
inline HashReader ReaderOf(const std::vector<Hashes>& levels) {
  return [&levels](int level, uint64_t first, size_t count) -> absl::StatusOr<Hashes> {
    if (level < 0 || static_cast<size_t>(level) >= levels.size()) {
      return absl::InternalError("no such level");
    }
    const Hashes& hashes = levels[static_cast<size_t>(level)];
    if (first + count > hashes.size()) return absl::InternalError("not in the tree");
    if (count < 1 || count > 128) return absl::InternalError("not 1 to 128");
    if (first / kTileWidth != (first + count - 1) / kTileWidth) {
      return absl::InternalError("not in one tile");
    }
    const auto part = absl::MakeConstSpan(hashes).subspan(first, count);
    return Hashes(part.begin(), part.end());
  };
}

}  // namespace tally::naive
