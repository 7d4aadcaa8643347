// What holds of a consumer's progress whatever happens: a model of each event beside it.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "consumers/consumer_world.h"

namespace tally {
namespace {

constexpr uint32_t kMaxAttempts = 3;

struct Modelled {
  enum State { kWaiting, kAcknowledged, kParked };
  State state = kWaiting;
  uint32_t failures = 0;
};

class Model {
 public:
  explicit Model(unsigned seed) : random_(seed) {}

  void Step() {
    switch (random_() % 8) {
      case 0:
      case 1:
        return Record();
      case 2:
      case 3:
      case 4:
        return Acknowledge();
      case 5:
        return Fail();
      case 6:
        return Expire();
      default:
        return Replay();
    }
  }

  // Acknowledges all that waits.
  void Drain() {
    for (auto& [position, event] : events_) {
      if (event.state != Modelled::kWaiting) continue;
      EXPECT_TRUE(world_.Acknowledge(position).ok()) << position;
      event = {Modelled::kAcknowledged, 0};
    }
  }

  void Check() {
    uint64_t first_waiting = world_.head() + 1;
    uint64_t parked = 0;
    const Progress progress = world_.Open();
    for (const auto& [position, event] : events_) {
      const bool waits = event.state == Modelled::kWaiting;
      ASSERT_EQ(progress.IsWaiting(position), waits) << position;
      if (waits) {
        ASSERT_EQ(progress.FailuresOf(position), event.failures) << position;
      }
      ASSERT_EQ(world_.rows().parked.Has("msp", "c", position), event.state == Modelled::kParked);
      if (waits) first_waiting = std::min(first_waiting, position);
      parked += event.state == Modelled::kParked;
    }
    ASSERT_EQ(progress.ParkedCount(), parked);
    // What was recorded since the last change is not looked through yet.
    ASSERT_LT(progress.DonePosition(), first_waiting);
    Progress moved = world_.Open();
    moved.MoveOn();
    ASSERT_EQ(std::min(moved.reached(), moved.DonePosition()), first_waiting - 1);
  }

  uint64_t head() const { return world_.head(); }
  uint64_t Done() { return world_.Done(); }

 private:
  using Entry = std::pair<const uint64_t, Modelled>;

  void Record() {
    const bool wanted = random_() % 3 > 0;
    world_.Record(world_.head() + 1 + random_() % 3, wanted);
    if (wanted) events_[world_.head()] = {};
  }

  // Some event in this state; null if there is none.
  Entry* Any(Modelled::State state) {
    std::vector<Entry*> found;
    for (Entry& entry : events_) {
      if (entry.second.state == state) found.push_back(&entry);
    }
    return found.empty() ? nullptr : found[random_() % found.size()];
  }

  void Acknowledge() {
    Entry* event = Any(Modelled::kWaiting);
    if (event == nullptr) return;
    EXPECT_TRUE(world_.Acknowledge(event->first).ok()) << event->first;
    event->second = {Modelled::kAcknowledged, 0};
  }

  void Count(Modelled& event) {
    event.failures += 1;
    if (event.failures == kMaxAttempts) event.state = Modelled::kParked;
  }

  void Fail() {
    Entry* event = Any(Modelled::kWaiting);
    if (event == nullptr) return;
    Count(event->second);
    const auto parked = world_.Fail(event->first);
    ASSERT_TRUE(parked.ok()) << parked.status();
    EXPECT_EQ(*parked, event->second.state == Modelled::kParked);
  }

  // Of an attempt that is under way, or one that failed before.
  void Expire() {
    Entry* event = Any(Modelled::kWaiting);
    if (event == nullptr) return;
    const uint32_t attempt = 1 + static_cast<uint32_t>(random_() % 3);
    if (attempt > event->second.failures) Count(event->second);
    world_.Expire(event->first, attempt);
  }

  void Replay() {
    Entry* event = Any(Modelled::kParked);
    if (event == nullptr) return;
    EXPECT_EQ(world_.Replay({event->first}), 1U);
    event->second = {};
  }

  std::mt19937 random_;
  ConsumerWorld world_{{}, 0, kMaxAttempts};
  std::map<uint64_t, Modelled> events_;
};

TEST(ProgressProperties, EachEventWaitsUntilItIsAcknowledgedOrParked) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    for (int step = 0; step < 200; ++step) {
      model.Step();
      model.Check();
      if (testing::Test::HasFailure()) return;
    }
    model.Drain();
    model.Check();
  }
}

}  // namespace
}  // namespace tally
