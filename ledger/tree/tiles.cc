#include "ledger/tree/tiles.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

constexpr char kTilePrefix[] = "tile/";
constexpr char kEntriesPrefix[] = "tile/entries/";

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

// Number of hashes that `level` of a tree of `size` leaves has.
uint64_t HashesAtLevel(int level, uint64_t size) {
  const int shift = level * kTileHeight;
  return shift < 64 ? size >> shift : 0;
}

std::string IndexAndWidth(const Tile& tile) {
  std::string path = absl::StrCat(absl::Dec(tile.index % 1000, absl::kZeroPad3));
  for (uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
    path = absl::StrCat("x", absl::Dec(rest % 1000, absl::kZeroPad3), "/", path);
  }
  if (tile.width < kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

// Reads what IndexAndWidth() wrote, and more that is not canonical: the caller writes it again and
// compares. Returns false if it cannot be read.
bool ReadIndexAndWidth(absl::string_view text, Tile& tile) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(".p/", 1));
  if (parts.size() == 2) {
    if (!absl::SimpleAtoi(parts[1], &tile.width)) return false;
    if (tile.width < 1 || tile.width >= kTileWidth) return false;
  }
  std::string digits;
  for (absl::string_view element : absl::StrSplit(parts[0], '/')) {
    absl::ConsumePrefix(&element, "x");
    digits.append(element.data(), element.size());
  }
  return absl::SimpleAtoi(digits, &tile.index);
}

absl::Status NotAPath(absl::string_view path) {
  return Wrong(absl::StrCat("\"", path, "\" is not the path of a tile"));
}

}  // namespace

absl::StatusOr<Tile> TileAt(int level, uint64_t index, uint64_t size) {
  const uint64_t hashes = HashesAtLevel(level, size);
  // Compared by tiles, because index * 256 may not fit.
  if (index > hashes / kTileWidth || index * kTileWidth == hashes) {
    return absl::OutOfRangeError(
        absl::StrCat("a tree of ", size, " has no tile ", index, " at level ", level));
  }
  const uint64_t width = std::min<uint64_t>(hashes - index * kTileWidth, kTileWidth);
  return Tile{level, index, static_cast<int>(width)};
}

std::vector<Tile> TilesBetween(uint64_t old_size, uint64_t size) {
  std::vector<Tile> tiles;
  for (int level = 0; HashesAtLevel(level, size) > 0; ++level) {
    const uint64_t hashes = HashesAtLevel(level, size);
    uint64_t first = HashesAtLevel(level, old_size);
    while (first < hashes) {
      const uint64_t index = first / kTileWidth;
      const uint64_t rest = std::min<uint64_t>(hashes - index * kTileWidth, kTileWidth);
      tiles.push_back({level, index, static_cast<int>(rest)});
      first = index * kTileWidth + rest;
    }
  }
  return tiles;
}

std::string TilePath(const Tile& tile) {
  return absl::StrCat(kTilePrefix, tile.level, "/", IndexAndWidth(tile));
}

std::string EntriesPath(const Tile& tile) {
  return absl::StrCat(kEntriesPrefix, IndexAndWidth(tile));
}

absl::StatusOr<Tile> ParseTilePath(absl::string_view path) {
  Tile tile;
  absl::string_view rest = path;
  if (!absl::ConsumePrefix(&rest, kTilePrefix)) return NotAPath(path);
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, absl::MaxSplits('/', 1));
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &tile.level)) return NotAPath(path);
  if (tile.level < 0 || tile.level > kMaxTileLevel) return NotAPath(path);
  if (!ReadIndexAndWidth(parts[1], tile) || TilePath(tile) != path) return NotAPath(path);
  return tile;
}

absl::StatusOr<Tile> ParseEntriesPath(absl::string_view path) {
  Tile tile;
  absl::string_view rest = path;
  if (!absl::ConsumePrefix(&rest, kEntriesPrefix)) return NotAPath(path);
  if (!ReadIndexAndWidth(rest, tile) || EntriesPath(tile) != path) return NotAPath(path);
  return tile;
}

std::string EncodeTile(absl::Span<const Hash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes) absl::StrAppend(&bytes, BytesOf(hash));
  return bytes;
}

absl::StatusOr<std::vector<Hash>> DecodeTile(absl::string_view bytes, int width) {
  if (width < 1 || width > kTileWidth) return Wrong(absl::StrCat("no tile is ", width, " wide"));
  const size_t expected = static_cast<size_t>(width) * sizeof(Hash);
  if (bytes.size() != expected) {
    return Wrong(
        absl::StrCat("a tile of width ", width, " has ", expected, " bytes, not ", bytes.size()));
  }
  std::vector<Hash> hashes;
  hashes.reserve(static_cast<size_t>(width));
  for (size_t at = 0; at < bytes.size(); at += sizeof(Hash)) {
    hashes.push_back(*HashOf(bytes.substr(at, sizeof(Hash))));
  }
  return hashes;
}

absl::StatusOr<std::string> EncodeEntries(absl::Span<const std::string> entries) {
  if (entries.size() > kTileWidth) {
    return Wrong(absl::StrCat("a bundle holds 256 entries, not ", entries.size()));
  }
  std::string bytes;
  for (const std::string& entry : entries) {
    if (entry.size() > kMaxBundledEntryBytes) {
      return Wrong(absl::StrCat("an entry of ", entry.size(), " bytes does not fit in a bundle"));
    }
    bytes.push_back(static_cast<char>(entry.size() >> 8));
    bytes.push_back(static_cast<char>(entry.size() & 0xFF));
    bytes.append(entry);
  }
  return bytes;
}

absl::StatusOr<std::vector<std::string>> DecodeEntries(absl::string_view bytes, int width) {
  if (width < 1 || width > kTileWidth) return Wrong(absl::StrCat("no bundle is ", width, " wide"));
  std::vector<std::string> entries;
  for (int i = 0; i < width; ++i) {
    if (bytes.size() < 2) return Wrong(absl::StrCat("the bundle ends before entry ", i));
    const auto high = static_cast<unsigned char>(bytes[0]);
    const auto low = static_cast<unsigned char>(bytes[1]);
    const size_t length = size_t{high} << 8 | low;
    bytes.remove_prefix(2);
    if (bytes.size() < length) return Wrong(absl::StrCat("the bundle ends within entry ", i));
    entries.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  if (!bytes.empty()) {
    return Wrong(absl::StrCat("the bundle has ", bytes.size(), " bytes after its last entry"));
  }
  return entries;
}

}  // namespace tally
