// Crowd: many subscribers at once, over a few connections and without a thread for each.
//
//   Crowd crowd(target);
//   crowd.Join(Parse<v1::SubscribeEvents>("…"), {});
//   …
//   crowd.EndAt(head);          // who has seen everything up to there leaves
//   ASSERT_TRUE(crowd.Await(patience));
//   const Seen seen = crowd.SeenBy(0);

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tally/v1/events.pb.h"

namespace tally {

// What stands for a sequence of events: the same for the same events in the same order alone.
class Fingerprint {
 public:
  void Add(const v1::RecordedEvent& event);
  bool operator==(const Fingerprint&) const = default;

 private:
  uint64_t sum_ = 0;
};

// How a subscriber behaves.
struct Habit {
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
  // Number of events after which it leaves, without a word.
  uint64_t leaves_after = kNever;
  // Number of events after which it reads no more, until Crowd::GoOn().
  uint64_t stalls_after = kNever;
};

// What a subscriber was sent.
struct Seen {
  uint64_t events = 0;
  Fingerprint fingerprint;
  // Up to where it was told that it has seen everything it asked for.
  uint64_t position = 0;
  int times_caught_up = 0;
  int times_behind = 0;
  int checkpoints = 0;
  // What was wrong with the order of messages; empty if nothing was.
  std::string problem;
};

// Thread-safe.
class Crowd {
 public:
  explicit Crowd(const std::string& target);
  // Every subscriber leaves.
  ~Crowd();

  // Adds a subscriber; returns its number, from 0 on.
  size_t Join(const v1::SubscribeEvents& request, const Habit& habit);

  // Who has seen everything up to `position` leaves from now on.
  void EndAt(uint64_t position);
  // Subscriber `number` reads on, and does not stall any more.
  void GoOn(size_t number);
  // Those who stalled, or stall from now on, leave.
  void LeaveStalled();

  // Waits until all have left. False if some do not.
  bool Await(absl::Duration patience) const;
  // Waits until so many have caught up at least once, stalled or left.
  bool AwaitSettled(size_t count, absl::Duration patience) const;
  // What subscriber `number` has seen.
  Seen SeenBy(size_t number) const;

 private:
  class Subscriber;
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace tally
