#include "ledger/store/overlay_store.h"

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

// A write: a row, or nothing to delete it.
struct Write {
  std::string key;
  std::optional<std::string> value;
};

void WriteTo(Store& store, const std::vector<Write>& writes) {
  for (const Write& write : writes) {
    if (write.value) {
      store.Put(write.key, *write.value);
    } else {
      store.Delete(write.key);
    }
  }
}

struct OverlayCase {
  const char* name;
  std::vector<Write> below;
  std::vector<Write> above;
  Rows seen;
};

class OverlayStoreCases : public testing::TestWithParam<OverlayCase> {};

TEST_P(OverlayStoreCases, ShowsBothAsOne) {
  MemoryStore below;
  WriteTo(below, GetParam().below);
  const Rows before = below.entries();
  OverlayStore store(below);
  WriteTo(store, GetParam().above);

  EXPECT_EQ(AllOf(store), GetParam().seen);
  EXPECT_EQ(BackwardsAllOf(store), GetParam().seen);
  for (const char* key : {"a", "b", "c", "d"}) {
    const auto found = GetParam().seen.find(key);
    EXPECT_EQ(store.Get(key), found == GetParam().seen.end()
                                  ? std::nullopt
                                  : std::optional<std::string>(found->second))
        << key;
  }
  EXPECT_EQ(below.entries(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Overlays, OverlayStoreCases,
    testing::Values(
        OverlayCase{"Nothing", {}, {}, {}},
        OverlayCase{"OnlyBelow", {{"a", "1"}, {"c", "3"}}, {}, {{"a", "1"}, {"c", "3"}}},
        OverlayCase{"OnlyAbove", {}, {{"a", "1"}, {"c", "3"}}, {{"a", "1"}, {"c", "3"}}},
        OverlayCase{"Between",
                    {{"a", "1"}, {"c", "3"}},
                    {{"b", "2"}, {"d", "4"}},
                    {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}},
        OverlayCase{
            "Replaced", {{"a", "1"}, {"b", "2"}}, {{"b", "two"}}, {{"a", "1"}, {"b", "two"}}},
        OverlayCase{"FirstDeleted", {{"a", "1"}, {"b", "2"}}, {{"a", {}}}, {{"b", "2"}}},
        OverlayCase{"LastDeleted", {{"a", "1"}, {"b", "2"}}, {{"b", {}}}, {{"a", "1"}}},
        OverlayCase{"AllDeleted", {{"a", "1"}, {"b", "2"}}, {{"a", {}}, {"b", {}}}, {}},
        OverlayCase{"DeletedThatWasNeverThere", {{"a", "1"}}, {{"b", {}}}, {{"a", "1"}}},
        OverlayCase{"DeletedAndPutAgain", {{"a", "1"}}, {{"a", {}}, {"a", "2"}}, {{"a", "2"}}},
        OverlayCase{"PutAndDeleted", {{"a", "1"}}, {{"b", "2"}, {"b", {}}}, {{"a", "1"}}},
        OverlayCase{"EmptyRow", {{"a", "1"}}, {{"a", ""}}, {{"a", ""}}}),
    [](const auto& tested) { return tested.param.name; });

TEST(OverlayStore, KeepsACursorAsItStarted) {
  MemoryStore below;
  below.Put("a", "1");
  OverlayStore store(below);
  store.Put("b", "2");
  const auto cursor = store.NewCursor();
  store.Put("b", "two");
  store.Put("c", "3");
  cursor->Seek("b");
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->value(), "2");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(AllOf(store), (Rows{{"a", "1"}, {"b", "two"}, {"c", "3"}}));
}

TEST(OverlayStore, LiesOnAnother) {
  MemoryStore below;
  below.Put("a", "1");
  below.Put("b", "2");
  OverlayStore first(below);
  first.Put("b", "two");
  first.Delete("a");
  const Store& ground = first;
  OverlayStore second(ground);
  second.Put("a", "one");
  second.Delete("b");
  EXPECT_EQ(AllOf(second), (Rows{{"a", "one"}}));
  EXPECT_EQ(AllOf(first), (Rows{{"b", "two"}}));
  EXPECT_EQ(second.changes().size(), 2U);
}

std::string AnyKey() {
  return *rc::gen::element<std::string>("a", "aa", "ab", "b", "ba", "c", "d", "e");
}

std::vector<Write> AnyWrites(int most) {
  std::vector<Write> writes(static_cast<size_t>(*rc::gen::inRange(0, most)));
  for (Write& write : writes) {
    write.key = AnyKey();
    const bool deletes = *rc::gen::inRange(0, 3) == 0;
    if (!deletes) write.value = *rc::gen::element<std::string>("", "1", "2", "3");
  }
  return writes;
}

void CheckSamePlace(const Cursor& one, const Cursor& other) {
  RC_ASSERT(one.Valid() == other.Valid());
  if (!one.Valid()) return;
  RC_ASSERT(one.key() == other.key());
  RC_ASSERT(one.value() == other.value());
}

// However rows are spread over layers, and wherever a cursor wanders, all is as in one store.
RC_GTEST_PROP(OverlayStore, IsAsAStoreInWhichAllWasWritten, ()) {
  MemoryStore whole;
  MemoryStore below;
  OverlayStore first(below);
  const Store& ground = first;
  OverlayStore second(ground);
  for (Store* layer :
       {static_cast<Store*>(&below), static_cast<Store*>(&first), static_cast<Store*>(&second)}) {
    const std::vector<Write> writes = AnyWrites(8);
    WriteTo(*layer, writes);
    WriteTo(whole, writes);
  }

  RC_ASSERT(AllOf(second) == whole.entries());
  RC_ASSERT(BackwardsAllOf(second) == whole.entries());
  const auto cursor = second.NewCursor();
  const auto wanted = whole.NewCursor();
  cursor->Seek("");
  wanted->Seek("");
  for (int moves = *rc::gen::inRange(1, 30); moves > 0; --moves) {
    const int move = wanted->Valid() ? *rc::gen::inRange(0, 4) : *rc::gen::inRange(0, 2);
    const std::string key = AnyKey();
    for (Cursor* each : {cursor.get(), wanted.get()}) {
      if (move == 0) each->Seek(key);
      if (move == 1) each->SeekBack(key);
      if (move == 2) each->Next();
      if (move == 3) each->Previous();
    }
    CheckSamePlace(*cursor, *wanted);
    RC_ASSERT(second.Get(key) == whole.Get(key));
  }
}

}  // namespace
}  // namespace tally
