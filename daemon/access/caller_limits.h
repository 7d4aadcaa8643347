// CallerLimits: how much one principal may ask for, so that a program that went wrong does not slow
// down everybody else.

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "daemon/access/caller.h"

namespace tally {

// Of one principal. Who comes by the Unix socket has none.
struct CallLimits {
  // Calls and streams that are begun in a second; as many may come at once after a second without.
  size_t calls_per_second = 2'000;
  // Calls that are under way.
  size_t calls_at_once = 1'000;
  // Streams that are open.
  size_t streams_at_once = 100;
};

// Thread-safe.
class CallerLimits {
 public:
  explicit CallerLimits(const CallLimits& limits) : limits_(limits) {}

  // What counts a call or a stream as under way, for as long as it is there; null for those that
  // are not counted. The limits must outlive it.
  class Counted {
   public:
    Counted(CallerLimits& limits, std::string who, bool is_stream)
        : limits_(limits), who_(std::move(who)), is_stream_(is_stream) {}
    ~Counted() { limits_.Leave(who_, is_stream_); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

   private:
    CallerLimits& limits_;
    const std::string who_;
    const bool is_stream_;
  };
  using Ticket = std::unique_ptr<Counted>;

  // Counts a call, or a stream, at `now`. CALLER_LIMITED if the caller asks for too much.
  absl::StatusOr<Ticket> EnterCall(const Caller& caller, absl::Time now);
  absl::StatusOr<Ticket> EnterStream(const Caller& caller, absl::Time now);

 private:
  struct Use {
    // Calls that may come now.
    double left = 0;
    absl::Time counted_at = absl::InfinitePast();
    size_t calls = 0;
    size_t streams = 0;
  };

  absl::StatusOr<Ticket> Enter(const Caller& caller, absl::Time now, bool is_stream);
  // Takes one call off what the caller has left.
  absl::Status Take(Use& use, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Leave(const std::string& who, bool is_stream);
  Use& UseOf(const std::string& who, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const CallLimits limits_;
  absl::Mutex mutex_;
  // By org and principal.
  std::map<std::string, Use> uses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tally
