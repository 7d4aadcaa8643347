// The stores of the log against the store in memory: whatever one says, the other says.

#include "ledger/log/rocks_store.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "ledger/log/log.h"
#include "ledger/store/memory_store.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

// Keys are short, so that they meet often.
rc::Gen<std::string> AnyKey() {
  return rc::gen::container<std::string>(rc::gen::element('a', 'b', '\0', '\xff'));
}

std::string Shown(const Cursor& cursor) {
  if (!cursor.Valid()) return "end";
  return std::string(cursor.key()) + "=" + std::string(cursor.value());
}

// All entries in order, and where cursors go from `key`.
std::vector<std::string> Seen(const Store& store, const std::string& key) {
  std::vector<std::string> seen;
  const auto cursor = store.NewCursor();
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) seen.push_back(Shown(*cursor));
  seen.push_back("|");
  cursor->Seek(key);
  seen.push_back(Shown(*cursor));
  if (cursor->Valid()) {
    cursor->Previous();
    seen.push_back(Shown(*cursor));
  }
  cursor->SeekBack(key);
  seen.push_back(Shown(*cursor));
  if (cursor->Valid()) {
    cursor->Next();
    seen.push_back(Shown(*cursor));
  }
  seen.push_back(store.Get(key).value_or("none"));
  return seen;
}

void ChangeBoth(Store& left, Store& right) {
  const int changes = *rc::gen::inRange(0, 12);
  for (int i = 0; i < changes; ++i) {
    const std::string key = *AnyKey();
    if (*rc::gen::inRange(0, 3) == 0) {
      left.Delete(key);
      right.Delete(key);
    } else {
      const std::string value = std::to_string(i);
      left.Put(key, value);
      right.Put(key, value);
    }
  }
}

class StoresTest : public testing::Test {
 protected:
  StoresTest() : log_(*OpenLog(directory_.path())) {}

  // Changes a store in memory and the log's state alike, and compares what they show.
  void CompareWhileChanging() {
    RC_ASSERT(log_->RemoveState("", std::string(200, '\xff')).ok());
    MemoryStore memory;
    for (int i = 0; i < 3; ++i) {
      const auto before = log_->NewSnapshot();
      const MemoryStore memory_before = memory;
      auto batch = log_->NewBatch();
      ChangeBoth(batch->state(), memory);
      const std::string key = *AnyKey();
      RC_ASSERT(Seen(batch->state(), key) == Seen(memory, key));
      if (*rc::gen::inRange(0, 4) == 0) {
        memory = memory_before;
        continue;
      }
      RC_ASSERT(log_->Append(std::move(batch)).ok());
      RC_ASSERT(Seen(log_->NewSnapshot()->state(), key) == Seen(memory, key));
      RC_ASSERT(Seen(before->state(), key) == Seen(memory_before, key));
    }
  }

  const TemporaryDirectory directory_;
  const std::unique_ptr<Log> log_;
};

TEST_F(StoresTest, SayWhatAStoreInMemorySays) {
  EXPECT_TRUE(rc::check([this] { CompareWhileChanging(); }));
}

using StoresDeathTest = StoresTest;

TEST_F(StoresDeathTest, WritingToASnapshotStopsTheProcess) {
  // There are RocksDB's threads, so that a fork is not enough.
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto snapshot = log_->NewSnapshot();
  EXPECT_DEATH(snapshot->state().Put("k", "v"), "a snapshot cannot be written to");
  EXPECT_DEATH(snapshot->state().Delete("k"), "a snapshot cannot be written to");
}

}  // namespace
}  // namespace tally
