#include "ledger/tree/frontier.h"

#include <gtest/gtest.h>

#include <bit>

#include "known.h"

namespace tally {
namespace {

using naive::Hashes;

TEST(Frontier, HasTheKnownRoots) {
  Frontier frontier;
  EXPECT_EQ(frontier.Root(), EmptyRoot());
  const Hashes leaves = naive::KnownLeafHashes();
  for (size_t i = 0; i < leaves.size(); ++i) {
    frontier.Append(leaves[i]);
    EXPECT_EQ(frontier.size(), i + 1);
    EXPECT_EQ(frontier.Root(), naive::KnownRoots()[i]);
  }
}

TEST(Frontier, HasTheRootOfItsLeavesAndNoMoreMemoryThanItNeeds) {
  const Hashes leaves = naive::LeafHashes(1030);
  Frontier frontier;
  for (size_t size = 1; size <= leaves.size(); ++size) {
    frontier.Append(leaves[size - 1]);
    EXPECT_EQ(frontier.subtrees().size(), static_cast<size_t>(std::popcount(size)));
    EXPECT_EQ(frontier.Root(), naive::Root(absl::MakeConstSpan(leaves).first(size))) << size;
  }
}

TEST(Frontier, TellsOfEveryCompleteSubtreeOnce) {
  const Hashes leaves = naive::LeafHashes(77);
  std::map<std::pair<int, uint64_t>, Hash> completed;
  Frontier frontier;
  for (const Hash& leaf : leaves) {
    frontier.Append(leaf, [&](int level, uint64_t index, const Hash& hash) {
      EXPECT_TRUE(completed.emplace(std::pair(level, index), hash).second) << level << index;
    });
  }
  size_t expected = 0;
  for (int level = 0; leaves.size() >> level > 0; ++level) {
    const size_t width = size_t{1} << level;
    for (size_t index = 0; (index + 1) * width <= leaves.size(); ++index, ++expected) {
      const auto subtree = absl::MakeConstSpan(leaves).subspan(index * width, width);
      EXPECT_EQ((completed[{level, index}]), naive::Root(subtree)) << level << " " << index;
    }
  }
  EXPECT_EQ(completed.size(), expected);
}

TEST(Frontier, GoesOnFromWhereItWas) {
  const Hashes leaves = naive::LeafHashes(40);
  Frontier frontier;
  for (size_t i = 0; i < leaves.size(); ++i) {
    absl::StatusOr<Frontier> again = Frontier::From(frontier.size(), frontier.subtrees());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->Root(), frontier.Root());
    again->Append(leaves[i]);
    frontier.Append(leaves[i]);
    EXPECT_EQ(again->Root(), frontier.Root());
    EXPECT_EQ(again->size(), frontier.size());
  }
}

TEST(Frontier, IsNotMadeOfTooFewOrTooManySubtrees) {
  const Hash hash = LeafHash("");
  EXPECT_FALSE(Frontier::From(0, {hash}).ok());
  EXPECT_FALSE(Frontier::From(5, {hash}).ok());
  EXPECT_FALSE(Frontier::From(5, {hash, hash, hash}).ok());
  EXPECT_TRUE(Frontier::From(5, {hash, hash}).ok());
}

}  // namespace
}  // namespace tally
