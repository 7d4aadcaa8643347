#include "daemon/rpc/stream_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"
#include "ledger/log/log.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

using Time = StreamThreads::Time;

class StreamThreadsTest : public testing::Test {
 protected:
  // Appends an event.
  void Append() {
    auto batch = log_->NewBatch();
    Record record;
    record.commit.set_first_position(batch->head().position() + 1);
    v1::Event event;
    event.mutable_org_defined()->mutable_org()->set_org_id("org");
    AddEvent("org", record.commit.first_position(), event, record);
    batch->Append(record);
    ASSERT_TRUE(log_->Append(std::move(batch)).ok());
  }

  const TemporaryDirectory directory_;
  const std::unique_ptr<Log> log_ = *OpenLog(directory_.path());
};

// A stream that asks for one turn, and can be waited for.
class OneTurn {
 public:
  explicit OneTurn(StreamThreads& threads)
      : threads_(threads), id_(threads.Add([this] { taken_.Notify(); })) {}
  ~OneTurn() {
    taken_.WaitForNotification();
    threads_.Remove(id_);
  }

  uint64_t id() const { return id_; }
  bool taken() const { return taken_.HasBeenNotified(); }
  void Await() { taken_.WaitForNotification(); }

 private:
  StreamThreads& threads_;
  absl::Notification taken_;
  const uint64_t id_;
};

TEST_F(StreamThreadsTest, ATurnComesWhenTheLogPassesAPosition) {
  StreamThreads threads(*log_);
  OneTurn beyond_none(threads);
  OneTurn beyond_one(threads);
  OneTurn beyond_two(threads);
  threads.AskLater(beyond_none.id(), 0, Time::max());
  threads.AskLater(beyond_one.id(), 1, Time::max());
  threads.AskLater(beyond_two.id(), 2, Time::max());
  Append();
  beyond_none.Await();
  EXPECT_FALSE(beyond_one.taken());
  Append();
  beyond_one.Await();
  EXPECT_FALSE(beyond_two.taken());
  Append();
  beyond_two.Await();
  OneTurn past(threads);
  threads.AskLater(past.id(), 2, Time::max());
}

TEST_F(StreamThreadsTest, ATurnComesInTimeWithoutEvents) {
  StreamThreads threads(*log_);
  OneTurn never(threads);
  threads.AskLater(never.id(), 0, Time::max());
  const Time time = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  OneTurn later(threads);
  threads.AskLater(later.id(), 0, time + std::chrono::milliseconds(5));
  OneTurn soon(threads);
  threads.AskLater(soon.id(), 0, time);
  soon.Await();
  EXPECT_GE(std::chrono::steady_clock::now(), time);
  later.Await();
  EXPECT_FALSE(never.taken());
  threads.Hurry(never.id());
}

TEST_F(StreamThreadsTest, HurryEndsThisWaitOrTheNext) {
  StreamThreads threads(*log_);
  OneTurn waiting(threads);
  threads.AskLater(waiting.id(), 0, Time::max());
  threads.Hurry(waiting.id());
  OneTurn busy(threads);
  threads.Hurry(busy.id());
  EXPECT_FALSE(busy.taken());
  threads.AskLater(busy.id(), 0, Time::max());
  busy.Await();
  waiting.Await();
  threads.Hurry(4711);
}

// Turns of a stream follow each other, and many streams get theirs while one is busy.
TEST_F(StreamThreadsTest, ABusyStreamHoldsUpNoOther) {
  constexpr int kStreams = 200;
  constexpr int kTurns = 20;
  StreamThreads threads(*log_);
  absl::Notification others_are_done;
  absl::Notification busy_is_done;
  const uint64_t busy = threads.Add([&] {
    others_are_done.WaitForNotification();
    busy_is_done.Notify();
  });
  threads.AskNow(busy);

  struct Stream {
    uint64_t id = 0;
    std::atomic<bool> in_turn = false;
    int turns = 0;
  };
  std::vector<Stream> streams(kStreams);
  std::atomic<int> left = kStreams;
  for (Stream& stream : streams) {
    stream.id = threads.Add([&] {
      EXPECT_FALSE(stream.in_turn.exchange(true));
      stream.turns += 1;
      const bool is_last = stream.turns == kTurns;
      stream.in_turn = false;
      if (!is_last) return threads.AskNow(stream.id);
      if (--left == 0) others_are_done.Notify();
    });
  }
  for (Stream& stream : streams) threads.AskNow(stream.id);
  busy_is_done.WaitForNotification();
  for (Stream& stream : streams) {
    EXPECT_EQ(stream.turns, kTurns);
    threads.Remove(stream.id);
  }
  threads.Remove(busy);
}

}  // namespace
}  // namespace tally
