#include "ledger/exports/inclusion_paths.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/tree/verify.h"
#include "tree/naive.h"

namespace tally {
namespace {

using naive::Hashes;

// Gives the proofs of `indices` one after the other, and checks what is put together again.
void ExpectProofs(const Hashes& leaves, const std::vector<uint64_t>& indices) {
  const std::vector<Hashes> levels = naive::TileLevels(leaves);
  const HashReader read = naive::ReaderOf(levels);
  const Hash root = naive::Root(leaves);
  InclusionPaths paths(leaves.size());
  PathKeeper keeper(leaves.size());
  for (const uint64_t index : indices) {
    const auto lowest = paths.Next(index, read);
    ASSERT_TRUE(lowest.ok()) << lowest.status();
    const auto path = keeper.Complete(index, *lowest);
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(*path, naive::Path(index, leaves));
    EXPECT_TRUE(VerifyInclusion(leaves[index], index, leaves.size(), *path, root).ok());
  }
}

TEST(InclusionPaths, AreThoseOfTheTreeOneLeafAfterTheOther) {
  for (size_t size = 1; size <= 40; ++size) {
    SCOPED_TRACE(size);
    std::vector<uint64_t> indices;
    for (uint64_t index = 0; index < size; ++index) indices.push_back(index);
    ExpectProofs(naive::LeafHashes(size), indices);
  }
}

TEST(InclusionPaths, AreThoseOfTheTreeWhereLeavesAreLeftOut) {
  std::mt19937_64 random(1);
  for (const size_t size : {255, 256, 257, 700, 1'000}) {
    const Hashes leaves = naive::LeafHashes(size);
    for (int round = 0; round < 5; ++round) {
      std::vector<uint64_t> indices;
      for (uint64_t index = random() % 9; index < size; index += 1 + random() % 90) {
        indices.push_back(index);
      }
      ExpectProofs(leaves, indices);
    }
  }
}

TEST(InclusionPaths, SayNoHashTwice) {
  const size_t size = 1'024;
  const Hashes leaves = naive::LeafHashes(size);
  const std::vector<Hashes> levels = naive::TileLevels(leaves);
  const HashReader read = naive::ReaderOf(levels);
  InclusionPaths paths(size);
  size_t hashes = 0;
  for (uint64_t index = 0; index < size; ++index) hashes += paths.Next(index, read)->size();
  // Each node but the root once, as the sibling of another.
  EXPECT_EQ(hashes, 2 * size - 2);
}

// A tile is read as a whole, twice 128 hashes, and not again while it is the last of its level.
TEST(InclusionPaths, ReadEachTileOnceAsLongAsTheyGoOn) {
  const size_t size = 4 * 256;
  const std::vector<Hashes> levels = naive::TileLevels(naive::LeafHashes(size));
  const HashReader read = naive::ReaderOf(levels);
  int reads = 0;
  const HashReader counting = [&](int level, uint64_t first, size_t count) {
    reads += 1;
    return read(level, first, count);
  };
  InclusionPaths paths(size);
  for (uint64_t index = 0; index < size; ++index) ASSERT_TRUE(paths.Next(index, counting).ok());
  EXPECT_EQ(reads, 4 * 2 + 1);
}

TEST(InclusionPaths, OfLeavesThatAreNotThereAreNone) {
  const std::vector<Hashes> levels = naive::TileLevels(naive::LeafHashes(3));
  InclusionPaths paths(3);
  EXPECT_EQ(paths.Next(3, naive::ReaderOf(levels)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_FALSE(PathKeeper(3).Complete(3, {}).ok());
  EXPECT_FALSE(PathKeeper(0).Complete(0, {}).ok());
}

TEST(InclusionPaths, FailAsTheReaderDoes) {
  InclusionPaths paths(3);
  const auto path = paths.Next(1, [](int, uint64_t, size_t) -> absl::StatusOr<Hashes> {
    return absl::DataLossError("gone");
  });
  EXPECT_EQ(path.status(), absl::DataLossError("gone"));
}

TEST(PathKeeper, TakesJustAsManyHashesAsAreNew) {
  const Hashes leaves = naive::LeafHashes(8);
  const Hashes first = naive::Path(2, leaves);
  const Hashes second = naive::Path(3, leaves);
  for (size_t count = 0; count <= 3; ++count) {
    PathKeeper keeper(8);
    ASSERT_TRUE(keeper.Complete(2, first).ok());
    const auto path = keeper.Complete(3, absl::MakeConstSpan(second).first(count));
    EXPECT_EQ(path.ok(), count == 1) << count;
    if (path.ok()) {
      EXPECT_EQ(*path, second);
    }
  }
  PathKeeper keeper(8);
  EXPECT_FALSE(keeper.Complete(3, absl::MakeConstSpan(second).first(1)).ok());
}

}  // namespace
}  // namespace tally
