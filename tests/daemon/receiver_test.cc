#include "daemon/services/receiver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "daemon/receiving.h"

namespace tally {
namespace {

std::vector<uint64_t> PositionsOf(const std::vector<DeliveryLine::Attempt>& sent) {
  std::vector<uint64_t> positions;
  for (const auto& [position, attempt] : sent) positions.push_back(position);
  return positions;
}

using Positions = std::vector<uint64_t>;

TEST(Receiver, SendsAsManyAsMayBeOutstanding) {
  Receiving world;
  const uint64_t first = world.Tax();
  world.Item();
  const uint64_t second = world.Tax();
  const uint64_t third = world.Tax();
  world.Tax("other");
  world.Receive(2);
  EXPECT_EQ(PositionsOf(world.Sent()), (Positions{first, second}));
  EXPECT_EQ(world.Status().outstanding(), 2U);
  EXPECT_TRUE(world.Acknowledge(second).ok());
  EXPECT_EQ(PositionsOf(world.Sent()), Positions{third});
  EXPECT_EQ(world.Status().done_position(), first - 1);
  EXPECT_TRUE(world.Acknowledge(first).ok());
  EXPECT_TRUE(world.Acknowledge(third).ok());
  EXPECT_TRUE(world.Sent().empty());
  EXPECT_EQ(world.Status().done_position(), world.head());
  EXPECT_EQ(world.Status().lag_events(), 0U);
}

TEST(Receiver, CountsWhatTheOneBeforeDidNotFinish) {
  Receiving world;
  const uint64_t first = world.Tax();
  const uint64_t second = world.Tax();
  world.Receive();
  EXPECT_EQ(world.Sent().size(), 2U);
  EXPECT_TRUE(world.Acknowledge(first).ok());
  for (uint32_t attempt = 2; attempt <= kMaxAttempts; ++attempt) {
    world.Receive();
    const auto sent = world.Sent();
    ASSERT_EQ(PositionsOf(sent), Positions{second});
    EXPECT_EQ(sent[0].attempt, attempt);
  }
  world.Receive();
  EXPECT_TRUE(world.Sent().empty());
  EXPECT_EQ(world.Status().parked(), 1U);
}

// The done position must not be written for each event that nobody wants.
TEST(Receiver, SkipsWhatIsNotWantedOnceItIsFar) {
  Receiving world;
  world.Receive();
  const uint64_t before = world.StoredPosition();
  for (uint64_t i = 0; i < kMaxLookedThrough - 10; ++i) world.Item();
  EXPECT_TRUE(world.Sent().empty());
  EXPECT_EQ(world.StoredPosition(), before);
  // What is said is right even so.
  EXPECT_EQ(world.Status().done_position(), world.head());
  EXPECT_EQ(world.Status().lag_events(), 0U);
  EXPECT_EQ(world.Status().lag_ms(), 0U);
  for (int i = 0; i < 20; ++i) world.Item();
  EXPECT_TRUE(world.Sent().empty());
  EXPECT_EQ(world.StoredPosition(), world.head());
  // Leaving keeps the rest.
  for (int i = 0; i < 5; ++i) world.Item();
  EXPECT_TRUE(world.Sent().empty());
  world.Receive();
  EXPECT_TRUE(world.Sent().empty());
  EXPECT_EQ(world.StoredPosition(), world.head());
}

// Whatever a consumer does, each event is sent until it is acknowledged or parked, the first time
// in order, and the done position passes nothing that is neither.
class ReceiverModel {
 public:
  explicit ReceiverModel(unsigned seed) : random_(seed) { world_.Receive(); }

  void Step() {
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        events_[world_.Tax()] = {};
        break;
      case 3:
        world_.Item();
        break;
      case 4:
        world_.Tax("other");
        break;
      case 5:
      case 6:
      case 7:
        return Acknowledge();
      case 8:
        return Fail();
      case 9:
        return Expire();
      case 10:
        return Replay();
      default:
        return random_() % 3 == 0 ? Restart() : Reconnect();
    }
  }

  void Receive() {
    for (const auto& [position, attempt] : world_.Sent()) {
      ASSERT_TRUE(events_.contains(position)) << position;
      Event& event = events_[position];
      ASSERT_TRUE(event.waits) << position;
      ASSERT_FALSE(event.sent) << position;
      ASSERT_EQ(attempt, event.failures + 1) << position;
      if (!event.was_sent) {
        ASSERT_GT(position, last_first_) << "the first time out of order";
        last_first_ = position;
      }
      event.sent = true;
      event.was_sent = true;
    }
    for (const auto& [position, event] : events_) {
      ASSERT_EQ(event.sent, event.waits) << position;
    }
    Check();
  }

  void Drain() {
    for (auto& [position, event] : events_) {
      if (!event.waits) continue;
      EXPECT_TRUE(world_.Acknowledge(position).ok()) << position;
      event = {.waits = false};
    }
    Receive();
    EXPECT_EQ(world_.Status().lag_events(), 0U);
    EXPECT_EQ(world_.Status().outstanding(), 0U);
  }

 private:
  struct Event {
    bool waits = true;
    bool parked = false;
    uint32_t failures = 0;
    // To the receiver of now.
    bool sent = false;
    bool was_sent = false;
  };

  void Check() {
    uint64_t first_waiting = world_.head() + 1;
    uint32_t parked = 0;
    for (const auto& [position, event] : events_) {
      if (event.waits) first_waiting = std::min(first_waiting, position);
      parked += event.parked;
    }
    const v1::ConsumerStatus status = world_.Status();
    ASSERT_EQ(status.done_position(), first_waiting - 1);
    ASSERT_EQ(status.lag_events(), world_.head() + 1 - first_waiting);
    ASSERT_EQ(status.parked(), parked);
    ASSERT_TRUE(status.connected());
  }

  // Some event that is as asked for; null if there is none.
  std::pair<const uint64_t, Event>* Any(bool (*is)(const Event&)) {
    std::vector<std::pair<const uint64_t, Event>*> found;
    for (auto& entry : events_) {
      if (is(entry.second)) found.push_back(&entry);
    }
    return found.empty() ? nullptr : found[random_() % found.size()];
  }

  static void Count(Event& event) {
    event.sent = false;
    event.failures += 1;
    event.parked = event.failures == kMaxAttempts;
    event.waits = !event.parked;
  }

  void Acknowledge() {
    auto* event = Any([](const Event& one) { return one.sent; });
    if (event == nullptr) return;
    EXPECT_TRUE(world_.Acknowledge(event->first).ok()) << event->first;
    event->second = {.waits = false};
  }

  void Fail() {
    auto* event = Any([](const Event& one) { return one.sent; });
    if (event == nullptr) return;
    EXPECT_TRUE(world_.Fail(event->first).ok()) << event->first;
    Count(event->second);
  }

  void Expire() {
    world_.Pass(kWithin);
    for (auto& [position, event] : events_) {
      if (event.sent) Count(event);
    }
  }

  void Replay() {
    auto* event = Any([](const Event& one) { return one.parked; });
    if (event == nullptr) return;
    world_.Replay(event->first);
    event->second = {.was_sent = true};
  }

  void Reconnect() {
    world_.Receive();
    for (auto& [position, event] : events_) {
      if (event.sent) Count(event);
    }
  }

  // Nobody knows any more what was sent.
  void Restart() {
    world_.Restart();
    for (auto& [position, event] : events_) event.sent = false;
  }

  std::mt19937 random_;
  Receiving world_;
  std::map<uint64_t, Event> events_;
  // The last event that was sent for the first time.
  uint64_t last_first_ = 0;
};

TEST(Receiver, SendsEachEventUntilItIsAcknowledgedOrParked) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    ReceiverModel model(seed);
    for (int step = 0; step < 150; ++step) {
      model.Step();
      model.Receive();
      if (testing::Test::HasFailure()) return;
    }
    model.Drain();
  }
}

}  // namespace
}  // namespace tally
