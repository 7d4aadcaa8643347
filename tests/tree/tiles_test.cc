#include "ledger/tree/tiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "naive.h"

namespace tally {
namespace {

using testing::ElementsAre;

constexpr uint64_t kLargest = ~uint64_t{0};

TEST(TilePath, IsThatOfTheStandard) {
  EXPECT_EQ(TilePath({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(TilePath({1, 999, 256}), "tile/1/999");
  EXPECT_EQ(TilePath({1, 1000, 255}), "tile/1/x001/000.p/255");
  EXPECT_EQ(TilePath({63, 1'234'067, 1}), "tile/63/x001/x234/067.p/1");
  EXPECT_EQ(TilePath({0, kLargest, 256}), "tile/0/x018/x446/x744/x073/x709/x551/615");
  EXPECT_EQ(EntriesPath({0, 1'234'067, 8}), "tile/entries/x001/x234/067.p/8");
  EXPECT_EQ(EntriesPath({0, 0, 256}), "tile/entries/000");
}

TEST(ParseTilePath, ReadsWhatWasWritten) {
  for (const int level : {0, 1, 9, 10, 63}) {
    for (const uint64_t index : {uint64_t{0}, uint64_t{7}, uint64_t{999}, uint64_t{1000},
                                 uint64_t{1'000'000}, uint64_t{1'234'067}, kLargest}) {
      for (const int width : {1, 9, 10, 255, 256}) {
        const Tile tile = {level, index, width};
        const absl::StatusOr<Tile> parsed = ParseTilePath(TilePath(tile));
        ASSERT_TRUE(parsed.ok()) << parsed.status();
        EXPECT_EQ(*parsed, tile);
        if (level > 0) continue;
        const absl::StatusOr<Tile> entries = ParseEntriesPath(EntriesPath(tile));
        ASSERT_TRUE(entries.ok()) << entries.status();
        EXPECT_EQ(*entries, tile);
      }
    }
  }
}

TEST(ParseTilePath, RefusesWhatIsWrittenInAnotherWay) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile//000",
                           "/tile/0/000",
                           "tile/0/000/",
                           "tile/00/000",
                           "tile/01/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/+1/000",
                           "tile/ 1/000",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/1000",
                           "tile/0/x000",
                           "tile/0/x000/000",
                           "tile/0/001/000",
                           "tile/0/x001/x000",
                           "tile/0/xx001/000",
                           "tile/0/x1/000",
                           "tile/0/x001",
                           "tile/0/x001//000",
                           "tile/0/-01",
                           "tile/0/+01",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/-1",
                           "tile/0/000.p/+1",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/1",
                           "tile/0/000.P/1",
                           "tile/entries/000",
                           "tile/0/000 ",
                           "tile/0/000\n",
                           "Tile/0/000"}) {
    const absl::StatusOr<Tile> tile = ParseTilePath(path);
    EXPECT_EQ(tile.status().code(), absl::StatusCode::kInvalidArgument) << path;
  }
  for (const char* path : {"", "tile/entries", "tile/entries/", "tile/0/000", "tile/entries/0",
                           "tile/entries/000.p/0", "tile/entries/x000/000", "tile/entries/0/000"}) {
    EXPECT_FALSE(ParseEntriesPath(path).ok()) << path;
  }
}

TEST(ParseTilePath, NeverTakesOnePathForAnother) {
  for (const Tile& tile : {Tile{0, 0, 256}, {10, 1'234'067, 255}, {63, 42, 1}}) {
    const std::string path = TilePath(tile);
    for (size_t bit = 0; bit < 8 * path.size(); ++bit) {
      std::string flipped = path;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      const absl::StatusOr<Tile> parsed = ParseTilePath(flipped);
      if (!parsed.ok()) continue;
      EXPECT_NE(*parsed, tile) << flipped;
      EXPECT_EQ(TilePath(*parsed), flipped);
    }
  }
}

TEST(TileAt, HasTheWidthOfTheStandardsExample) {
  // "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile
  // of width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial
  // level 2 tile of width 1."
  EXPECT_EQ(TileAt(0, 272, 70'000)->width, 256);
  EXPECT_EQ(TileAt(0, 273, 70'000)->width, 112);
  EXPECT_EQ(TileAt(1, 0, 70'000)->width, 256);
  EXPECT_EQ(TileAt(1, 1, 70'000)->width, 17);
  EXPECT_EQ(TileAt(2, 0, 70'000)->width, 1);
  for (const auto& [level, index] : {std::pair(0, 274), {1, 2}, {2, 1}, {3, 0}, {8, 0}, {63, 0}}) {
    EXPECT_EQ(TileAt(level, static_cast<uint64_t>(index), 70'000).status().code(),
              absl::StatusCode::kOutOfRange);
  }
  // A tile of no hash is none.
  EXPECT_FALSE(TileAt(0, 0, 0).ok());
  EXPECT_FALSE(TileAt(0, 1, 256).ok());
  EXPECT_EQ(TileAt(1, 0, 256)->width, 1);
  EXPECT_EQ(TileAt(0, kLargest / 256, kLargest)->width, 255);
  EXPECT_FALSE(TileAt(0, kLargest, kLargest).ok());
}

TEST(TilesBetween, AreThoseThatAreNewOrWider) {
  EXPECT_THAT(TilesBetween(0, 0), ElementsAre());
  EXPECT_THAT(TilesBetween(0, 1), ElementsAre(Tile{0, 0, 1}));
  EXPECT_THAT(TilesBetween(1, 1), ElementsAre());
  EXPECT_THAT(TilesBetween(1, 3), ElementsAre(Tile{0, 0, 3}));
  EXPECT_THAT(TilesBetween(0, 256), ElementsAre(Tile{0, 0, 256}, Tile{1, 0, 1}));
  EXPECT_THAT(TilesBetween(255, 257), ElementsAre(Tile{0, 0, 256}, Tile{0, 1, 1}, Tile{1, 0, 1}));
  EXPECT_THAT(TilesBetween(256, 258), ElementsAre(Tile{0, 1, 2}));
  EXPECT_THAT(TilesBetween(65'535, 65'536),
              ElementsAre(Tile{0, 255, 256}, Tile{1, 0, 256}, Tile{2, 0, 1}));
  EXPECT_EQ(TilesBetween(0, 70'000).size(), 277u);
}

// By the definition: what TileAt() says of every tile, before and after.
TEST(TilesBetween, MissesNoneAndRepeatsNone) {
  for (uint64_t old_size = 0; old_size <= 1100; old_size += 37) {
    for (uint64_t size = old_size; size <= 1100; size += 41) {
      std::vector<Tile> expected;
      for (int level = 0; level <= 2; ++level) {
        for (uint64_t index = 0; index <= 5; ++index) {
          const absl::StatusOr<Tile> before = TileAt(level, index, old_size);
          const absl::StatusOr<Tile> after = TileAt(level, index, size);
          if (!after.ok() || (before.ok() && *before == *after)) continue;
          expected.push_back(*after);
        }
      }
      EXPECT_EQ(TilesBetween(old_size, size), expected) << old_size << " to " << size;
    }
  }
}

TEST(Tile, IsItsHashesOneAfterTheOther) {
  const naive::Hashes hashes = naive::LeafHashes(256);
  for (const size_t width : {1, 2, 255, 256}) {
    const auto part = absl::MakeConstSpan(hashes).first(width);
    const std::string bytes = EncodeTile(part);
    ASSERT_EQ(bytes.size(), 32 * width);
    EXPECT_EQ(bytes.substr(0, 32), BytesOf(hashes[0]));
    const absl::StatusOr<naive::Hashes> decoded = DecodeTile(bytes, static_cast<int>(width));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, naive::Hashes(part.begin(), part.end()));
  }
}

TEST(Tile, OfAnotherWidthIsNotRead) {
  const std::string bytes = EncodeTile(naive::LeafHashes(3));
  EXPECT_TRUE(DecodeTile(bytes, 3).ok());
  EXPECT_EQ(DecodeTile(bytes, 2).status().message(), "a tile of width 2 has 64 bytes, not 96");
  EXPECT_FALSE(DecodeTile(bytes, 4).ok());
  EXPECT_FALSE(DecodeTile(bytes + "x", 3).ok());
  EXPECT_FALSE(DecodeTile(bytes.substr(1), 3).ok());
  EXPECT_FALSE(DecodeTile("", 0).ok());
  EXPECT_FALSE(DecodeTile("", -1).ok());
  EXPECT_FALSE(DecodeTile(std::string(257 * 32, 'x'), 257).ok());
}

TEST(Entries, AreWrittenWithTheirLengthBefore) {
  const std::vector<std::string> entries = {"", "abc", std::string(258, 'x')};
  const std::string bytes = *EncodeEntries(entries);
  EXPECT_EQ(bytes, absl::StrCat(std::string("\0\0\0\3abc\1\2", 9), entries[2]));
  EXPECT_EQ(*DecodeEntries(bytes, 3), entries);
}

TEST(Entries, MayBe256OfTheGreatestLength) {
  const std::vector<std::string> entries(256, std::string(kMaxBundledEntryBytes, 'x'));
  const absl::StatusOr<std::string> bytes = EncodeEntries(entries);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*DecodeEntries(*bytes, 256), entries);

  EXPECT_FALSE(EncodeEntries(std::vector<std::string>(257)).ok());
  EXPECT_FALSE(EncodeEntries({std::string(kMaxBundledEntryBytes + 1, 'x')}).ok());
}

TEST(Entries, ThatAreCutOffOrTooManyAreNotRead) {
  const std::string bytes = *EncodeEntries({"abc", "", "de"});
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeEntries(bytes.substr(0, size), 3).ok()) << size;
  }
  EXPECT_TRUE(DecodeEntries(bytes, 3).ok());
  EXPECT_EQ(DecodeEntries(bytes, 2).status().message(),
            "the bundle has 4 bytes after its last entry");
  EXPECT_EQ(DecodeEntries(bytes, 4).status().message(), "the bundle ends before entry 3");
  EXPECT_EQ(DecodeEntries(bytes.substr(0, 10), 3).status().message(),
            "the bundle ends within entry 2");
  EXPECT_FALSE(DecodeEntries("", 0).ok());
  EXPECT_FALSE(DecodeEntries(std::string(514, '\0'), 257).ok());
}

}  // namespace
}  // namespace tally
