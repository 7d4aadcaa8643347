#include "ledger/tree/verify.h"

#include <gtest/gtest.h>

#include <utility>

#include "known.h"

namespace tally {
namespace {

using naive::Hashes;

struct Inclusion {
  Hash leaf;
  uint64_t index;
  uint64_t size;
  Hashes proof;
  Hash root;

  absl::Status Verify() const { return VerifyInclusion(leaf, index, size, proof, root); }
};

struct Consistency {
  uint64_t old_size;
  Hash old_root;
  uint64_t size;
  Hash root;
  Hashes proof;

  absl::Status Verify() const { return VerifyConsistency(old_size, old_root, size, root, proof); }
};

Inclusion InclusionOf(size_t index, size_t size) {
  const Hashes leaves = naive::LeafHashes(size);
  return {leaves[index], index, size, naive::Path(index, leaves), naive::Root(leaves)};
}

Consistency ConsistencyOf(size_t old_size, size_t size) {
  const Hashes leaves = naive::LeafHashes(size);
  const Hash old_root = naive::Root(absl::MakeConstSpan(leaves).first(old_size));
  return {old_size, old_root, size, naive::Root(leaves), naive::Proof(old_size, leaves)};
}

// Every hash that differs from `hash` in one bit.
Hashes Flips(const Hash& hash) {
  Hashes flips;
  for (size_t bit = 0; bit < 8 * hash.size(); ++bit) {
    Hash flipped = hash;
    flipped[bit / 8] = static_cast<uint8_t>(flipped[bit / 8] ^ (1 << bit % 8));
    flips.push_back(flipped);
  }
  return flips;
}

// The proof with a hash more or less, or with two of its hashes in the other order.
std::vector<Hashes> Mutilations(const Hashes& proof, const Hash& other) {
  std::vector<Hashes> results;
  for (size_t i = 0; i < proof.size(); ++i) {
    Hashes shorter = proof;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    results.push_back(shorter);
    if (i == 0) continue;
    Hashes swapped = proof;
    std::swap(swapped[i - 1], swapped[i]);
    results.push_back(swapped);
  }
  for (size_t i = 0; i <= proof.size(); ++i) {
    for (const Hash& more : {other, i > 0 ? proof[i - 1] : other}) {
      Hashes longer = proof;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), more);
      results.push_back(longer);
    }
  }
  return results;
}

TEST(VerifyInclusion, AcceptsTheKnownProofs) {
  const Hashes leaves = naive::KnownLeafHashes();
  for (const naive::KnownProof& known : naive::KnownInclusionProofs()) {
    const Hash root = naive::KnownRoots()[known.size - 1];
    EXPECT_TRUE(
        VerifyInclusion(leaves[known.from], known.from, known.size, known.proof(), root).ok());
  }
}

TEST(VerifyConsistency, AcceptsTheKnownProofs) {
  for (const naive::KnownProof& known : naive::KnownConsistencyProofs()) {
    const Hash old_root = naive::KnownRoots()[known.from - 1];
    const Hash root = naive::KnownRoots()[known.size - 1];
    EXPECT_TRUE(VerifyConsistency(known.from, old_root, known.size, root, known.proof()).ok());
  }
}

TEST(VerifyInclusion, RefusesEveryChangedBit) {
  for (const auto& [index, size] : {std::pair(0, 1), {0, 2}, {2, 3}, {4, 5}, {5, 7}, {12, 13}}) {
    SCOPED_TRACE(testing::Message() << index << " of " << size);
    const Inclusion right = InclusionOf(static_cast<size_t>(index), static_cast<size_t>(size));
    ASSERT_TRUE(right.Verify().ok());
    Inclusion wrong = right;
    for (const Hash& leaf : Flips(right.leaf)) {
      wrong.leaf = leaf;
      EXPECT_FALSE(wrong.Verify().ok());
    }
    wrong = right;
    for (const Hash& root : Flips(right.root)) {
      wrong.root = root;
      EXPECT_FALSE(wrong.Verify().ok());
    }
    wrong = right;
    for (int bit = 0; bit < 64; ++bit) {
      wrong.index = right.index ^ (uint64_t{1} << bit);
      EXPECT_FALSE(wrong.Verify().ok()) << bit;
    }
    for (size_t i = 0; i < right.proof.size(); ++i) {
      wrong = right;
      for (const Hash& hash : Flips(right.proof[i])) {
        wrong.proof[i] = hash;
        EXPECT_FALSE(wrong.Verify().ok()) << i;
      }
    }
  }
}

TEST(VerifyConsistency, RefusesEveryChangedBit) {
  for (const auto& [old_size, size] : {std::pair(1, 2), {2, 3}, {3, 4}, {4, 7}, {6, 8}, {7, 13}}) {
    SCOPED_TRACE(testing::Message() << old_size << " of " << size);
    const Consistency right =
        ConsistencyOf(static_cast<size_t>(old_size), static_cast<size_t>(size));
    ASSERT_TRUE(right.Verify().ok());
    Consistency wrong = right;
    for (const Hash& root : Flips(right.old_root)) {
      wrong.old_root = root;
      EXPECT_FALSE(wrong.Verify().ok());
    }
    wrong = right;
    for (const Hash& root : Flips(right.root)) {
      wrong.root = root;
      EXPECT_FALSE(wrong.Verify().ok());
    }
    for (size_t i = 0; i < right.proof.size(); ++i) {
      wrong = right;
      for (const Hash& hash : Flips(right.proof[i])) {
        wrong.proof[i] = hash;
        EXPECT_FALSE(wrong.Verify().ok()) << i;
      }
    }
  }
}

TEST(VerifyInclusion, RefusesAProofWithHashesMissingAddedOrMoved) {
  for (size_t size = 1; size <= 20; ++size) {
    for (size_t index = 0; index < size; ++index) {
      Inclusion inclusion = InclusionOf(index, size);
      for (const Hashes& proof : Mutilations(inclusion.proof, inclusion.root)) {
        inclusion.proof = proof;
        EXPECT_FALSE(inclusion.Verify().ok()) << index << " of " << size;
      }
    }
  }
}

TEST(VerifyConsistency, RefusesAProofWithHashesMissingAddedOrMoved) {
  for (size_t size = 1; size <= 20; ++size) {
    for (size_t old_size = 1; old_size <= size; ++old_size) {
      Consistency consistency = ConsistencyOf(old_size, size);
      for (const Hashes& proof : Mutilations(consistency.proof, consistency.old_root)) {
        consistency.proof = proof;
        EXPECT_FALSE(consistency.Verify().ok()) << old_size << " of " << size;
      }
    }
  }
}

TEST(VerifyInclusion, RefusesEveryOtherIndex) {
  const uint64_t size = 21;
  for (uint64_t index = 0; index < size; ++index) {
    Inclusion inclusion = InclusionOf(index, size);
    for (inclusion.index = 0; inclusion.index <= 2 * size; ++inclusion.index) {
      EXPECT_EQ(inclusion.Verify().ok(), inclusion.index == index) << inclusion.index;
    }
  }
}

TEST(VerifyConsistency, RefusesEverySmallerOrEqualSize) {
  Consistency consistency = ConsistencyOf(7, 21);
  for (consistency.size = 0; consistency.size <= 7; ++consistency.size) {
    EXPECT_FALSE(consistency.Verify().ok()) << consistency.size;
  }
}

TEST(VerifyConsistency, RefusesATreeWithAnotherBeginning) {
  Hashes leaves = naive::LeafHashes(21);
  for (size_t old_size = 1; old_size <= leaves.size(); ++old_size) {
    const Hash old_root = naive::Root(absl::MakeConstSpan(leaves).first(old_size));
    Hashes changed = leaves;
    changed[old_size - 1] = LeafHash("rewritten");
    const Hashes proof = naive::Proof(old_size, changed);
    EXPECT_FALSE(
        VerifyConsistency(old_size, old_root, changed.size(), naive::Root(changed), proof).ok());
  }
}

TEST(VerifyConsistency, KnowsTheEmptyTree) {
  const Hash some = LeafHash("some");
  EXPECT_TRUE(VerifyConsistency(0, EmptyRoot(), 0, EmptyRoot(), {}).ok());
  EXPECT_TRUE(VerifyConsistency(0, EmptyRoot(), 1, some, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, EmptyRoot(), 1, some, {some}).ok());
  EXPECT_FALSE(VerifyConsistency(0, EmptyRoot(), 0, EmptyRoot(), {some}).ok());
  EXPECT_FALSE(VerifyConsistency(0, some, 1, some, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, some, 0, some, {}).ok());
}

TEST(Verify, SaysWhatIsWrong) {
  const Hash some = LeafHash("some");
  const auto inclusion = [&](uint64_t index, uint64_t size, const Hashes& proof) {
    return std::string(VerifyInclusion(some, index, size, proof, EmptyRoot()).message());
  };
  EXPECT_EQ(inclusion(0, 0, {}), "a tree of 0 has no leaf 0");
  EXPECT_EQ(inclusion(3, 3, {}), "a tree of 3 has no leaf 3");
  EXPECT_EQ(inclusion(1, 3, {some}), "the proof has fewer hashes than the way to the root");
  EXPECT_EQ(inclusion(2, 3, {some, some}), "the proof has more hashes than the way to the root");
  EXPECT_EQ(inclusion(2, 3, {some}), "the proof does not lead from leaf 2 to the root");

  const auto consistency = [&](uint64_t old_size, uint64_t size, const Hashes& proof) {
    const Hash old_root = NodeHash(some, some);
    return std::string(VerifyConsistency(old_size, old_root, size, some, proof).message());
  };
  EXPECT_EQ(consistency(4, 3, {}), "a tree of 3 was not one of 4 before");
  EXPECT_EQ(consistency(3, 3, {}), "two trees of 3 have different roots");
  EXPECT_EQ(consistency(0, 3, {}), "the old root is not the empty one");
  EXPECT_EQ(consistency(2, 3, {}), "the proof has fewer hashes than the way to the root");
  EXPECT_EQ(consistency(2, 3, {some, some}), "the proof has more hashes than the way to the root");
  EXPECT_EQ(consistency(3, 4, {some, some, EmptyRoot()}),
            "the proof does not lead to the old root");
  EXPECT_EQ(consistency(2, 3, {some}), "the proof does not lead to the root");
}

}  // namespace
}  // namespace tally
