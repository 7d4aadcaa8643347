// Tiles: the files in which a tree is published, as of c2sp.org/tlog-tiles.
//
// A tile holds up to 256 hashes of one level: the hash with index i of level l is that of the
// leaves i * 256^l up to (i + 1) * 256^l, all of which are in the tree, and it is in tile i / 256.
// A tile with fewer is partial; as the tree grows it is published again until it is full. An entry
// bundle holds the entries whose hashes are in the tile of level 0 with the same index.
//
//   path     := "tile/" ( level | "entries" ) "/" index [ ".p/" width ]
//   level    := 0 to 63                          width := 1 to 255, when partial
//   index    := ( "x" 3digits "/" )* 3digits     without a leading "x000/"
//   tile     := hash{width}                      32 bytes each
//   bundle   := entry{width}
//   entry    := length bytes                     length: 2 bytes, big-endian

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/tree/hash.h"

namespace tally {

constexpr int kTileHeight = 8;
constexpr int kTileWidth = 1 << kTileHeight;
constexpr int kMaxTileLevel = 63;
constexpr size_t kMaxBundledEntryBytes = 0xFFFF;

struct Tile {
  int level = 0;
  uint64_t index = 0;
  int width = kTileWidth;  // 1 to 256.

  friend bool operator==(const Tile&, const Tile&) = default;
};

// Returns the tile at `level` (0 to 63) and `index` as it is in a tree of `size` leaves.
// OUT_OF_RANGE if no hash of it is in the tree yet.
absl::StatusOr<Tile> TileAt(int level, uint64_t index, uint64_t size);

// Returns the tiles of a tree of `size` leaves that are new or wider than when it had `old_size`,
// by level and index: one for each 256 leaves, and some. The bundles to write are those of level 0.
std::vector<Tile> TilesBetween(uint64_t old_size, uint64_t size);

std::string TilePath(const Tile& tile);

// Returns the path of the entries of `tile`, which is of level 0.
std::string EntriesPath(const Tile& tile);

// Each reads what the function above wrote, and nothing else.
absl::StatusOr<Tile> ParseTilePath(absl::string_view path);
absl::StatusOr<Tile> ParseEntriesPath(absl::string_view path);

std::string EncodeTile(absl::Span<const Hash> hashes);

// Returns the hashes of a tile of this width. INVALID_ARGUMENT if it has another.
absl::StatusOr<std::vector<Hash>> DecodeTile(absl::string_view bytes, int width);

// Returns the bundle of up to 256 entries. INVALID_ARGUMENT if there are more, or if one is longer
// than kMaxBundledEntryBytes.
absl::StatusOr<std::string> EncodeEntries(absl::Span<const std::string> entries);

// Returns the entries of a bundle of this width. INVALID_ARGUMENT if it has another or is cut off.
absl::StatusOr<std::vector<std::string>> DecodeEntries(absl::string_view bytes, int width);

}  // namespace tally
