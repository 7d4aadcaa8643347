// StreamThreads: the few threads on which the messages of all streams are made, and what wakes
// them.
//
// A stream asks for its turn, at once or when the log has moved on or a time has come, and is
// called when it is its turn: first come, first served, each on one thread at a time. So a thousand
// streams that wait cost no thread, and those that read much leave gRPC's threads to commands. The
// thread that appends only rings a bell here.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "ledger/log/log.h"

namespace tally {

// Thread-safe.
class StreamThreads {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Waits for events on `log`, which must outlive this.
  explicit StreamThreads(Log& log);
  // No stream may be left.
  ~StreamThreads();
  StreamThreads(const StreamThreads&) = delete;
  StreamThreads& operator=(const StreamThreads&) = delete;

  // Returns the id of a new stream. `take_turn` is called for each turn that it asks for; it may
  // ask for the next one.
  uint64_t Add(std::function<void()> take_turn);
  // Forgets the stream, which must not wait for a turn.
  void Remove(uint64_t stream);

  // Asks for a turn now.
  void AskNow(uint64_t stream);
  // Asks for a turn as soon as the log ends beyond `position`, or `time` has come.
  void AskLater(uint64_t stream, uint64_t position, Time time);
  // Lets the stream take its turn now if it waits for one, and otherwise as soon as it asks for the
  // next. Nothing if it was removed.
  void Hurry(uint64_t stream);

 private:
  struct State;

  const std::shared_ptr<State> state_;
  std::vector<std::thread> threads_;
};

}  // namespace tally
