#include "ledger/store/memory_store.h"

#include <gtest/gtest.h>

#include "ledger/store/prefix_store.h"

namespace tally {
namespace {

MemoryStore Abc() {
  MemoryStore store;
  store.Put("b", "2");
  store.Put("d", "4");
  store.Put("a", "1");
  return store;
}

TEST(MemoryStore, ReturnsWhatWasPutLast) {
  MemoryStore store = Abc();
  store.Put("a", "one");
  store.Delete("b");
  store.Delete("none");
  EXPECT_EQ(store.Get("a"), "one");
  EXPECT_EQ(store.Get("b"), std::nullopt);
  EXPECT_EQ(store.Get(""), std::nullopt);
}

TEST(MemoryStore, CursorsGoThroughTheKeysInOrder) {
  const MemoryStore store = Abc();
  const auto cursor = store.NewCursor();
  std::string seen;
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    seen += std::string(cursor->key()) + std::string(cursor->value());
  }
  EXPECT_EQ(seen, "a1b2d4");

  cursor->Seek("c");
  EXPECT_EQ(cursor->key(), "d");
  cursor->Previous();
  EXPECT_EQ(cursor->key(), "b");
  cursor->SeekBack("c");
  EXPECT_EQ(cursor->key(), "b");
  cursor->SeekBack("d");
  EXPECT_EQ(cursor->key(), "d");
  cursor->SeekBack("A");
  EXPECT_FALSE(cursor->Valid());
  cursor->Seek("e");
  EXPECT_FALSE(cursor->Valid());
}

TEST(MemoryStore, CursorsSeeTheStoreAsItWas) {
  MemoryStore store = Abc();
  const auto cursor = store.NewCursor();
  store.Delete("a");
  store.Put("aa", "new");
  cursor->Seek("");
  EXPECT_EQ(cursor->key(), "a");
  cursor->Next();
  EXPECT_EQ(cursor->key(), "b");
}

TEST(PrefixStore, IsAStoreOfItsOwn) {
  MemoryStore whole;
  PrefixStore left(whole, "l/");
  PrefixStore right(whole, "r/");
  left.Put("a", "1");
  right.Put("a", "2");
  right.Put("b", "3");
  left.Delete("b");

  EXPECT_EQ(left.Get("a"), "1");
  EXPECT_EQ(right.Get("a"), "2");
  EXPECT_EQ(right.Get("b"), "3");
  EXPECT_EQ(left.Get("b"), std::nullopt);
  EXPECT_EQ(whole.Get("l/a"), "1");
}

TEST(PrefixStore, CursorsStayInIt) {
  MemoryStore whole;
  whole.Put("k", "before");
  whole.Put("l/a", "1");
  whole.Put("l/c", "2");
  whole.Put("m", "after");
  const PrefixStore store(whole, "l/");
  const auto cursor = store.NewCursor();

  cursor->Seek("");
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key(), "a");
  cursor->Previous();
  EXPECT_FALSE(cursor->Valid());

  cursor->Seek("b");
  EXPECT_EQ(cursor->key(), "c");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());

  cursor->Seek("d");
  EXPECT_FALSE(cursor->Valid());
  cursor->SeekBack("A");
  EXPECT_FALSE(cursor->Valid());
  cursor->SeekBack("z");
  EXPECT_EQ(cursor->key(), "c");
}

}  // namespace
}  // namespace tally
