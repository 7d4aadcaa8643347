#include "ledger/store/versioned_store.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/store/memory_store.h"

namespace tally {
namespace {

using Rows = std::map<std::string, std::string>;

Rows AllOf(const Store& store) {
  Rows rows;
  const auto cursor = store.NewCursor();
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    rows.emplace(cursor->key(), cursor->value());
  }
  return rows;
}

Rows BackwardsAllOf(const Store& store) {
  Rows rows;
  const auto cursor = store.NewCursor();
  for (cursor->SeekBack("\x7f"); cursor->Valid(); cursor->Previous()) {
    rows.emplace(cursor->key(), cursor->value());
  }
  return rows;
}

size_t SizeOf(const Store& store) { return AllOf(store).size(); }

class VersionedStoreTest : public testing::Test {
 protected:
  std::optional<std::string> AsOf(uint64_t position, absl::string_view key) {
    return VersionedStore(whole_, "p", position).Get(key);
  }

  MemoryStore whole_;
  VersionedStore store_{whole_, "p"};
};

TEST_F(VersionedStoreTest, TellsWhatARowWas) {
  store_.WriteAt(3);
  store_.Put("a", "three");
  store_.WriteAt(5);
  store_.Put("a", "five");
  store_.WriteAt(7);
  store_.Delete("a");
  store_.WriteAt(9);
  store_.Put("a", "nine");

  EXPECT_EQ(AsOf(2, "a"), std::nullopt);
  EXPECT_EQ(AsOf(3, "a"), "three");
  EXPECT_EQ(AsOf(4, "a"), "three");
  EXPECT_EQ(AsOf(5, "a"), "five");
  EXPECT_EQ(AsOf(7, "a"), std::nullopt);
  EXPECT_EQ(AsOf(8, "a"), std::nullopt);
  EXPECT_EQ(AsOf(9, "a"), "nine");
  EXPECT_EQ(store_.Get("a"), "nine");
  EXPECT_EQ(AsOf(9, "b"), std::nullopt);
}

TEST_F(VersionedStoreTest, KeepsOneVersionAnEvent) {
  store_.WriteAt(1);
  store_.Put("a", "first");
  store_.Put("a", "second");
  EXPECT_EQ(store_.Get("a"), "second");
  EXPECT_EQ(SizeOf(whole_), 1U);
}

TEST_F(VersionedStoreTest, WritesNothingWhereNothingChanges) {
  store_.WriteAt(1);
  store_.Put("a", "same");
  store_.WriteAt(2);
  store_.Put("a", "same");
  store_.Delete("b");
  EXPECT_EQ(SizeOf(whole_), 1U);
  EXPECT_EQ(AsOf(1, "a"), "same");
}

TEST_F(VersionedStoreTest, KeepsNoHistoryOfWhatIsOverwritten) {
  store_.WriteAt(1);
  store_.Overwrite("a", "one");
  store_.WriteAt(2);
  store_.Overwrite("a", "two");
  EXPECT_EQ(store_.Get("a"), "two");
  EXPECT_EQ(SizeOf(whole_), 1U);
}

TEST_F(VersionedStoreTest, StaysUnderItsPrefix) {
  whole_.Put("o", "before");
  whole_.Put("q", "after");
  store_.WriteAt(1);
  store_.Put("a", "1");
  EXPECT_EQ(AllOf(store_), (Rows{{"a", "1"}}));
  EXPECT_EQ(BackwardsAllOf(store_), (Rows{{"a", "1"}}));
}

// A scan must not go on through all that came later, or was deleted, under other keys.
TEST_F(VersionedStoreTest, LooksNoFurtherThanItIsAskedTo) {
  store_.WriteAt(1);
  store_.Put("aa", "1");
  store_.Put("ba", "1");
  store_.Put("ca", "1");
  store_.WriteAt(2);
  store_.Delete("ba");
  const auto cursor = store_.NewCursor();
  cursor->Seek("b");
  EXPECT_EQ(cursor->key(), "ca");
  cursor->StayWithin("b");
  cursor->Seek("b");
  EXPECT_FALSE(cursor->Valid());
  cursor->SeekBack("bz");
  EXPECT_FALSE(cursor->Valid());

  const auto before = VersionedStore(whole_, "p", 1).NewCursor();
  before->StayWithin("b");
  before->Seek("b");
  ASSERT_TRUE(before->Valid());
  EXPECT_EQ(before->key(), "ba");
  before->Next();
  EXPECT_FALSE(before->Valid());
  before->Seek("b");
  before->Previous();
  EXPECT_FALSE(before->Valid());
}

TEST(VersionedStoreDeathTest, StopsAtARowThatIsDamaged) {
  MemoryStore whole;
  whole.Put("pra", "short");
  const VersionedStore store(whole, "p");
  EXPECT_DEATH(store.Get("a"), "a row of the state is damaged");
  EXPECT_DEATH(store.NewCursor()->Seek(""), "a row of the state is damaged");
}

// As of every position it is what a plain map was then, whichever way one looks at it.
RC_GTEST_PROP(VersionedStore, IsAsOfEachPositionWhatItWasThen, ()) {
  MemoryStore whole;
  VersionedStore store(whole, "p");
  std::vector<Rows> then = {{}};
  const auto events = *rc::gen::inRange(0, 40);
  for (int position = 1; position <= events; ++position) {
    store.WriteAt(static_cast<uint64_t>(position));
    Rows rows = then.back();
    const auto writes = *rc::gen::inRange(0, 4);
    for (int write = 0; write < writes; ++write) {
      const std::string key = *rc::gen::element<std::string>("a", "b", "c", "d");
      const std::string row = *rc::gen::element<std::string>("", "1", "2");
      if (*rc::gen::inRange(0, 3) == 0) {
        store.Delete(key);
        rows.erase(key);
      } else {
        store.Put(key, row);
        rows[key] = row;
      }
    }
    then.push_back(rows);
  }
  for (size_t position = 0; position < then.size(); ++position) {
    const VersionedStore as_of(whole, "p", position);
    RC_ASSERT(AllOf(as_of) == then[position]);
    RC_ASSERT(BackwardsAllOf(as_of) == then[position]);
    for (const char* key : {"a", "b", "c", "d"}) {
      const auto found = then[position].find(key);
      RC_ASSERT(as_of.Get(key) == (found == then[position].end()
                                       ? std::nullopt
                                       : std::optional<std::string>(found->second)));
    }
  }
  RC_ASSERT(AllOf(store) == then.back());
}

}  // namespace
}  // namespace tally
