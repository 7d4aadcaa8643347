#include "ledger/tree/tiles.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/services/audit.h"
#include "ledger/exports/inclusion_paths.h"
#include "ledger/sealing/leaf.h"

namespace tally {
namespace {

// The checkpoint, then the tiles of its tree from the highest level down and from the newest
// backwards, each of level 0 behind its entries. So whoever has the tiles of an earlier checkpoint
// can leave when the first of those comes.
class TilesSource final : public MessageSource {
 public:
  TilesSource(Ledger& ledger, std::string checkpoint, uint64_t size)
      : ledger_(ledger), checkpoint_(std::move(checkpoint)), size_(size) {
    while (CountAt(level_ + 1) > 0) level_ += 1;
    left_ = TilesAt(level_);
  }

  Step Next() override {
    if (!std::exchange(sent_checkpoint_, true)) return Send("checkpoint", checkpoint_);
    if (!waiting_.path().empty()) return Send(std::exchange(waiting_, {}));
    while (left_ == 0 && level_ > 0) left_ = TilesAt(--level_);
    if (left_ == 0) return {.message = nullptr, .end = absl::OkStatus()};

    const absl::StatusOr<Tile> tile = TileAt(level_, --left_, size_);
    if (!tile.ok()) return {.message = nullptr, .end = tile.status()};
    const View view = ledger_.Read();
    const absl::StatusOr<std::string> hashes = HashesOf(*tile, view.snapshot());
    if (!hashes.ok()) return {.message = nullptr, .end = hashes.status()};
    if (level_ > 0) return Send(TilePath(*tile), *hashes);

    const absl::StatusOr<std::string> entries = EntriesOf(*tile, view.snapshot());
    if (!entries.ok()) return {.message = nullptr, .end = entries.status()};
    waiting_.set_path(TilePath(*tile));
    waiting_.set_content(*hashes);
    return Send(EntriesPath(*tile), *entries);
  }

 private:
  static Step Send(v1::TileFile file) {
    return {.message = std::make_unique<v1::TileFile>(std::move(file)), .end = std::nullopt};
  }
  static Step Send(const std::string& path, const std::string& content) {
    v1::TileFile file;
    file.set_path(path);
    file.set_content(content);
    return Send(std::move(file));
  }

  // How many hashes a level has; levels from 8 on would need more than 2^64 leaves.
  uint64_t CountAt(int level) const {
    constexpr int kLevels = 64 / kTileHeight;
    return level < kLevels ? size_ >> (level * kTileHeight) : 0;
  }
  uint64_t TilesAt(int level) const { return (CountAt(level) + kTileWidth - 1) / kTileWidth; }

  absl::StatusOr<std::string> HashesOf(const Tile& tile, Snapshot& snapshot) const {
    TileCache cache(size_);
    const auto hashes = cache.Read(tile.level, tile.index * kTileWidth,
                                   static_cast<size_t>(tile.width), ReaderOf(snapshot));
    if (!hashes.ok()) return hashes.status();
    return EncodeTile(*hashes);
  }

  static absl::StatusOr<std::string> EntriesOf(const Tile& tile, Snapshot& snapshot) {
    const uint64_t first = tile.index * kTileWidth + 1;
    const auto width = static_cast<size_t>(tile.width);
    std::vector<std::string> entries;
    absl::Status read = snapshot.ReadRecords(first, [&](const Record& record) {
      for (int i = 0; i < record.commit.events_size() && entries.size() < width; ++i) {
        const v1::LeafEntry leaf = LeafOf(record.commit, i);
        if (leaf.position() >= first) entries.push_back(EncodeLeaf(leaf));
      }
      return entries.size() < width;
    });
    if (!read.ok()) return read;
    if (entries.size() < width) {
      return absl::DataLossError(absl::StrCat("the log ends before position ", first + width - 1));
    }
    return EncodeEntries(entries);
  }

  Ledger& ledger_;
  const std::string checkpoint_;
  const uint64_t size_;
  bool sent_checkpoint_ = false;
  int level_ = 0;
  // Tiles of the level that are not sent yet: those with the lower indices.
  uint64_t left_ = 0;
  // What is sent next; without a path if nothing waits.
  v1::TileFile waiting_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MessageSource>> OpenTiles(const Serving& serving) {
  absl::StatusOr<Signed> checkpoint = serving.signer.Sign();
  if (!checkpoint.ok()) return checkpoint.status();
  return std::make_unique<TilesSource>(serving.ledger, std::move(checkpoint->note),
                                       checkpoint->checkpoint.size);
}

}  // namespace tally
