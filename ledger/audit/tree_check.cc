#include "ledger/audit/tree_check.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "ledger/store/encoding.h"
#include "ledger/tree/tiles.h"

namespace tally {
namespace {

constexpr char kKind[] = "the tree";

// Tile levels that a tree of 2^64 leaves has.
constexpr uint64_t kLevels = 64 / kTileHeight;

// How many leaves a row of `level` stands for.
uint64_t LeavesOf(uint64_t level) {
  return uint64_t{1} << (level == 0 ? kTileHeight : level * kTileHeight);
}

}  // namespace

void TreeCheck::Append(const Hash& leaf) {
  tile_.push_back(leaf);
  if (tile_.size() == kTileWidth) {
    CompareRow(0, frontier_.size() / kTileWidth, EncodeTile(tile_));
    tile_.clear();
  }
  frontier_.Append(leaf, [this](int height, uint64_t index, const Hash& hash) {
    if (height == 0 || height % kTileHeight != 0) return;
    CompareRow(static_cast<uint64_t>(height / kTileHeight), index, BytesOf(hash));
  });
  if (signed_ && frontier_.size() == signed_->size) CompareWithSigned();
}

void TreeCheck::CompareRow(uint64_t level, uint64_t index, absl::string_view made) {
  const std::optional<std::string> stored = rows_.Get(KeyOf(level, index));
  if (stored && *stored == made) return;
  const uint64_t first = index * LeavesOf(level) + 1;
  const uint64_t last = (index + 1) * LeavesOf(level);
  findings_.Add(kKind, absl::StrCat("tree tile ", level, "/", index), last,
                absl::StrCat("over the events ", first, " to ", last,
                             stored ? " is not made of them" : " is missing"));
}

void TreeCheck::CompareWithSigned() {
  if (frontier_.Root() == signed_->root) return;
  findings_.Add(
      kKind, "signed checkpoint", signed_->size,
      absl::StrCat("the first ", signed_->size, " events are not those that were signed"));
}

void TreeCheck::CheckEnd() {
  if (signed_ && signed_->size > frontier_.size()) {
    findings_.Add(
        kKind, "signed checkpoint", frontier_.size(),
        absl::StrCat(signed_->size, " events were signed, but the log ends at ", frontier_.size()));
  }
  const std::unique_ptr<Cursor> row = rows_.NewCursor();
  for (uint64_t level = 0; level < kLevels; ++level) {
    uint64_t index = frontier_.size() / LeavesOf(level);
    const std::string prefix = KeyOf(level);
    for (row->Seek(KeyOf(level, index));
         row->Valid() && row->key().substr(0, prefix.size()) == prefix; row->Next()) {
      findings_.Add(kKind, absl::StrCat("tree tile ", level, "/", index++), 0,
                    "is too many: there are no events for it");
    }
  }
  for (row->Seek(KeyOf(kLevels)); row->Valid(); row->Next()) {
    findings_.Add(kKind, "tree", 0, "has a row of a level that no tree has");
  }
}

}  // namespace tally
