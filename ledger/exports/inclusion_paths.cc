#include "ledger/exports/inclusion_paths.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/tree/frontier.h"

namespace tally {
namespace {

// What HashReader may be asked for at once.
constexpr size_t kMaxHashesRead = kTileWidth / 2;

// The subtrees beside the way from the root down to leaf `index`, as RFC 6962 splits a tree.
std::vector<Subtree> BesideTheWayTo(uint64_t index, uint64_t size) {
  std::vector<Subtree> siblings;
  Subtree around = {0, size};
  while (around.end - around.begin > 1) {
    const uint64_t middle = around.begin + std::bit_floor(around.end - around.begin - 1);
    const bool is_left = index < middle;
    siblings.push_back(is_left ? Subtree{middle, around.end} : Subtree{around.begin, middle});
    (is_left ? around.end : around.begin) = middle;
  }
  return siblings;
}

// How many subtrees both begin with.
size_t InCommon(const std::vector<Subtree>& left, const std::vector<Subtree>& right) {
  const auto parts = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  return static_cast<size_t>(parts.first - left.begin());
}

// The hash of leaves `index << level` up to `(index + 1) << level`.
absl::StatusOr<Hash> HashOfComplete(int level, uint64_t index, const HashReader& read) {
  const int height = level % kTileHeight;
  const auto hashes = read(level / kTileHeight, index << height, size_t{1} << height);
  if (!hashes.ok()) return hashes.status();
  Frontier frontier;
  for (const Hash& hash : *hashes) frontier.Append(hash);
  return frontier.Root();
}

absl::StatusOr<Hash> HashOf(const Subtree& subtree, const HashReader& read) {
  std::vector<Hash> complete;
  for (uint64_t at = subtree.begin; at < subtree.end;) {
    const int level = static_cast<int>(std::bit_width(subtree.end - at)) - 1;
    const absl::StatusOr<Hash> hash = HashOfComplete(level, at >> level, read);
    if (!hash.ok()) return hash.status();
    complete.push_back(*hash);
    at += uint64_t{1} << level;
  }
  const auto frontier = Frontier::From(subtree.end - subtree.begin, std::move(complete));
  if (!frontier.ok()) return frontier.status();
  return frontier->Root();
}

}  // namespace

absl::StatusOr<std::vector<Hash>> TileCache::Read(int tile_level, uint64_t first, size_t count,
                                                  const HashReader& source) {
  Kept& kept = tiles_.at(static_cast<size_t>(tile_level));
  const uint64_t index = first / kTileWidth;
  if (kept.index != index || kept.hashes.empty()) {
    const absl::StatusOr<Tile> tile = TileAt(tile_level, index, size_);
    if (!tile.ok()) return tile.status();
    kept = {};
    const auto width = static_cast<size_t>(tile->width);
    while (kept.hashes.size() < width) {
      const size_t more = std::min(kMaxHashesRead, width - kept.hashes.size());
      const auto part = source(tile_level, index * kTileWidth + kept.hashes.size(), more);
      if (!part.ok()) return part.status();
      if (part->size() != more) return absl::DataLossError("a tile of the tree is cut off");
      kept.hashes.insert(kept.hashes.end(), part->begin(), part->end());
    }
    kept.index = index;
  }
  const size_t offset = first % kTileWidth;
  if (offset + count > kept.hashes.size()) {
    return absl::OutOfRangeError("asked for hashes that are not in the tree");
  }
  const auto begin = kept.hashes.begin() + static_cast<ptrdiff_t>(offset);
  return std::vector<Hash>(begin, begin + static_cast<ptrdiff_t>(count));
}

absl::StatusOr<std::vector<Hash>> InclusionPaths::Next(uint64_t index, const HashReader& read) {
  if (index >= size_) {
    return absl::OutOfRangeError(absl::StrCat("a tree of ", size_, " has no leaf ", index));
  }
  std::vector<Subtree> siblings = BesideTheWayTo(index, size_);
  const HashReader cached = [&](int level, uint64_t first, size_t count) {
    return tiles_.Read(level, first, count, read);
  };
  std::vector<Hash> lowest;
  for (size_t depth = siblings.size(); depth > InCommon(before_, siblings); --depth) {
    const absl::StatusOr<Hash> hash = HashOf(siblings[depth - 1], cached);
    if (!hash.ok()) return hash.status();
    lowest.push_back(*hash);
  }
  before_ = std::move(siblings);
  return lowest;
}

absl::StatusOr<std::vector<Hash>> PathKeeper::Complete(uint64_t index,
                                                       absl::Span<const Hash> lowest) {
  if (index >= size_) {
    return absl::InvalidArgumentError(absl::StrCat("a tree of ", size_, " has no leaf ", index));
  }
  std::vector<Subtree> siblings = BesideTheWayTo(index, size_);
  const size_t in_common = InCommon(before_, siblings);
  if (lowest.size() != siblings.size() - in_common) {
    return absl::InvalidArgumentError(absl::StrCat("its path has ", lowest.size(), " hashes; ",
                                                   siblings.size() - in_common, " are needed"));
  }
  hashes_.resize(in_common);
  hashes_.insert(hashes_.end(), lowest.rbegin(), lowest.rend());
  before_ = std::move(siblings);
  return std::vector<Hash>(hashes_.rbegin(), hashes_.rend());
}

}  // namespace tally
