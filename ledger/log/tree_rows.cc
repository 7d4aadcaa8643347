#include "ledger/log/tree_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/sealing/leaf.h"
#include "ledger/store/encoding.h"
#include "ledger/tree/frontier.h"
#include "ledger/tree/tiles.h"

namespace tally {
namespace {

constexpr uint64_t kWidth = kTileWidth;

std::string RowKey(uint64_t level, uint64_t index) { return KeyOf(level, index); }

Hash RootOfTile(absl::Span<const Hash> hashes) {
  Frontier frontier;
  for (const Hash& hash : hashes) frontier.Append(hash);
  return frontier.Root();
}

absl::Status Missing(uint64_t level, uint64_t index) {
  return absl::DataLossError(
      absl::StrCat("the tree's hash ", index, " of level ", level, " is missing or damaged"));
}

// Returns `count` hashes of a level above the leaves.
absl::StatusOr<std::vector<Hash>> ReadLevel(const Store& rows, uint64_t level, uint64_t first,
                                            size_t count) {
  std::vector<Hash> hashes;
  const std::unique_ptr<Cursor> row = rows.NewCursor();
  for (row->Seek(RowKey(level, first)); hashes.size() < count; row->Next()) {
    const uint64_t index = first + hashes.size();
    if (!row->Valid() || row->key() != RowKey(level, index)) return Missing(level, index);
    const std::optional<Hash> hash = HashOf(row->value());
    if (!hash) return Missing(level, index);
    hashes.push_back(*hash);
  }
  return hashes;
}

}  // namespace

std::vector<Hash> LeavesOf(const v1::Commit& commit, uint64_t first) {
  std::vector<Hash> leaves;
  for (int i = 0; i < commit.events_size(); ++i) {
    const v1::LeafEntry leaf = LeafOf(commit, i);
    if (leaf.position() > first) leaves.push_back(LeafHash(EncodeLeaf(leaf)));
  }
  return leaves;
}

void TreeEnd::Append(const Hash& leaf, Store& rows) {
  rest_.push_back(leaf);
  if (rest_.size() < kWidth) return;

  rows.Put(RowKey(0, tiles_), EncodeTile(rest_));
  Hash root = RootOfTile(rest_);
  rest_.clear();
  uint64_t index = tiles_++;
  for (uint64_t level = 1;; ++level) {
    rows.Put(RowKey(level, index), BytesOf(root));
    if ((index + 1) % kWidth != 0) return;
    // They were written by this very function: to miss one is damage, as in any other table.
    root = RootOfTile(*ReadLevel(rows, level, index + 1 - kWidth, kWidth));
    index /= kWidth;
  }
}

absl::StatusOr<std::vector<Hash>> ReadHashes(
    const Store& rows, int tile_level, uint64_t first, size_t count,
    const std::function<absl::StatusOr<std::vector<Hash>>(uint64_t first, size_t count)>& leaves) {
  const auto level = static_cast<uint64_t>(tile_level);
  if (level > 0) return ReadLevel(rows, level, first, count);

  const std::optional<std::string> bytes = rows.Get(RowKey(0, first / kWidth));
  if (!bytes) return leaves(first, count);
  const absl::StatusOr<std::vector<Hash>> tile = DecodeTile(*bytes, kTileWidth);
  if (!tile.ok()) return Missing(0, first);
  const auto begin = tile->begin() + static_cast<ptrdiff_t>(first % kWidth);
  return std::vector<Hash>(begin, begin + static_cast<ptrdiff_t>(count));
}

}  // namespace tally
