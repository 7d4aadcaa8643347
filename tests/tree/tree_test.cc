#include "ledger/tree/tree.h"

#include <gtest/gtest.h>

#include <random>

#include "known.h"
#include "ledger/tree/verify.h"

namespace tally {
namespace {

using naive::Hashes;

TEST(Tree, HasTheKnownRootsAndProofs) {
  const Hashes leaves = naive::KnownLeafHashes();
  const std::vector<Hashes> levels = naive::TileLevels(leaves);
  const HashReader read = naive::ReaderOf(levels);
  EXPECT_EQ(*RootOf(0, read), EmptyRoot());
  for (size_t size = 1; size <= leaves.size(); ++size) {
    EXPECT_EQ(*RootOf(size, read), naive::KnownRoots()[size - 1]);
  }
  for (const naive::KnownProof& known : naive::KnownInclusionProofs()) {
    EXPECT_EQ(*InclusionProof(known.from, known.size, read), known.proof());
  }
  for (const naive::KnownProof& known : naive::KnownConsistencyProofs()) {
    EXPECT_EQ(*ConsistencyProof(known.from, known.size, read), known.proof());
  }
}

TEST(Tree, ProvesEveryLeafOfEverySmallTree) {
  const Hashes leaves = naive::LeafHashes(132);
  for (size_t size = 1; size <= leaves.size(); ++size) {
    const auto part = absl::MakeConstSpan(leaves).first(size);
    const std::vector<Hashes> levels = naive::TileLevels(part);
    const HashReader read = naive::ReaderOf(levels);
    const Hash root = naive::Root(part);
    ASSERT_EQ(*RootOf(size, read), root) << size;
    for (size_t index = 0; index < size; ++index) {
      const Hashes proof = *InclusionProof(index, size, read);
      ASSERT_EQ(proof, naive::Path(index, part)) << index << " of " << size;
      ASSERT_TRUE(VerifyInclusion(leaves[index], index, size, proof, root).ok())
          << index << " of " << size;
    }
  }
}

TEST(Tree, ProvesEverySmallTreeToBeginWithEverySmallerOne) {
  const Hashes leaves = naive::LeafHashes(72);
  for (size_t size = 0; size <= leaves.size(); ++size) {
    const auto part = absl::MakeConstSpan(leaves).first(size);
    const std::vector<Hashes> levels = naive::TileLevels(part);
    const Hash root = naive::Root(part);
    for (size_t old_size = 0; old_size <= size; ++old_size) {
      const Hashes proof = *ConsistencyProof(old_size, size, naive::ReaderOf(levels));
      if (old_size > 0) {
        ASSERT_EQ(proof, naive::Proof(old_size, part)) << old_size << " of " << size;
      }
      const Hash old_root = naive::Root(part.first(old_size));
      ASSERT_TRUE(VerifyConsistency(old_size, old_root, size, root, proof).ok())
          << old_size << " of " << size;
    }
  }
}

// Where tiles are full, or a level begins.
TEST(Tree, ProvesThroughTiles) {
  const Hashes leaves = naive::LeafHashes(65'537);
  std::mt19937_64 random(6962);
  for (const size_t size : {255, 256, 257, 511, 513, 65'279, 65'280, 65'535, 65'536, 65'537}) {
    const auto part = absl::MakeConstSpan(leaves).first(size);
    const std::vector<Hashes> levels = naive::TileLevels(part);
    const HashReader read = naive::ReaderOf(levels);
    const Hash root = naive::Root(part);
    EXPECT_EQ(*RootOf(size, read), root) << size;

    std::vector<size_t> samples = {0, 1, 127, 128, 254, size / 2, size - 2, size - 1};
    for (int i = 0; i < 4; ++i) samples.push_back(random() % size);
    for (const size_t sample : samples) {
      SCOPED_TRACE(testing::Message() << sample << " of " << size);
      const Hashes inclusion = *InclusionProof(sample, size, read);
      EXPECT_EQ(inclusion, naive::Path(sample, part));
      EXPECT_TRUE(VerifyInclusion(leaves[sample], sample, size, inclusion, root).ok());

      const size_t old_size = sample + 1;
      const Hashes consistency = *ConsistencyProof(old_size, size, read);
      EXPECT_EQ(consistency, naive::Proof(old_size, part));
      const Hash old_root = naive::Root(part.first(old_size));
      EXPECT_TRUE(VerifyConsistency(old_size, old_root, size, root, consistency).ok());
    }
  }
}

TEST(Tree, HasNoProofOfWhatIsNotInIt) {
  const std::vector<Hashes> levels = naive::TileLevels(naive::LeafHashes(9));
  const HashReader read = naive::ReaderOf(levels);
  EXPECT_EQ(InclusionProof(9, 9, read).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(InclusionProof(0, 0, read).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ConsistencyProof(10, 9, read).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(Tree, PassesOnWhyAHashCannotBeRead) {
  const HashReader damaged = [](int, uint64_t, size_t) -> absl::StatusOr<Hashes> {
    return absl::DataLossError("damaged");
  };
  EXPECT_EQ(RootOf(3, damaged).status(), absl::DataLossError("damaged"));
  EXPECT_EQ(InclusionProof(1, 3, damaged).status(), absl::DataLossError("damaged"));
  EXPECT_EQ(ConsistencyProof(2, 3, damaged).status(), absl::DataLossError("damaged"));

  const HashReader one_short = [](int, uint64_t, size_t count) -> absl::StatusOr<Hashes> {
    return Hashes(count - 1);
  };
  EXPECT_EQ(RootOf(3, one_short).status().code(), absl::StatusCode::kInternal);
}

// Levels that no test can fill: every hash is the same, and so no hash below is needed.
TEST(Tree, MayBeAsLargeAsItsSizeCanSay) {
  const HashReader read = [](int level, uint64_t, size_t count) -> absl::StatusOr<Hashes> {
    EXPECT_LT(level, 8);
    return Hashes(count, LeafHash(""));
  };
  const uint64_t size = ~uint64_t{0};
  EXPECT_EQ(InclusionProof(0, size, read)->size(), 64u);
  EXPECT_EQ(InclusionProof(size - 1, size, read)->size(), 63u);
  EXPECT_EQ(ConsistencyProof(uint64_t{1} << 63, size, read)->size(), 1u);
}

}  // namespace
}  // namespace tally
