// InFlight: the calls that are being answered, so that a daemon that stops answers them first, and
// one that is asked for more than it can answer says so at once instead of running out of memory.

#pragma once

#include <array>
#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tally {

// Thread-safe.
class InFlight {
 public:
  // Each has limits of its own, so that nobody who only reads keeps others from recording.
  enum class Kind { kCommand, kQuery };

  struct Limits {
    // Calls that may be under way.
    size_t calls;
    // Bytes of their requests and replies, encoded, with which no more calls are let in. What is
    // then held is less than this, one request, and the replies to those that were let in.
    size_t bytes;
  };
  // A command is in memory several times over while it is decided and written.
  static constexpr Limits kCommandLimits = {.calls = 10'000, .bytes = 64 << 20};
  static constexpr Limits kQueryLimits = {.calls = 1'000, .bytes = 128 << 20};

  explicit InFlight(const Limits& commands = kCommandLimits, const Limits& queries = kQueryLimits)
      : flows_{Flow{.limits = commands}, Flow{.limits = queries}} {}

  // Counts a call in whose request has `bytes`. Counts nothing if it is UNAVAILABLE, because the
  // daemon is stopping, or OVERLOADED, because as much as may be is under way.
  absl::Status Enter(Kind kind, size_t bytes);

  // Counts `bytes` more for a call: those of its reply, which is there until the client takes it.
  void Hold(Kind kind, size_t bytes);

  // Counts a call out whose answer has left. `bytes` are all that were counted for it.
  void Leave(Kind kind, size_t bytes);

  // Whether no more calls are let in: what takes long is to come to an end.
  bool is_closed() const;

  // Lets no more calls in, and waits until all are answered, but not for longer than `at_most`.
  void Close(absl::Duration at_most);

 private:
  struct Flow {
    Limits limits;
    size_t calls = 0;
    size_t bytes = 0;
  };

  Flow& FlowOf(Kind kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return flows_[static_cast<size_t>(kind)];
  }

  mutable absl::Mutex mutex_;
  std::array<Flow, 2> flows_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tally
