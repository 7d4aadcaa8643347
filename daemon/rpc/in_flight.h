// InFlight: the calls that are being answered, so that a daemon that stops answers them first.

#pragma once

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tally {

// Thread-safe.
class InFlight {
 public:
  // Counts a call in. UNAVAILABLE, counting nothing, if the daemon is stopping.
  absl::Status Enter() {
    const absl::MutexLock lock(&mutex_);
    if (closed_) return absl::UnavailableError("the daemon is stopping; send the request again");
    count_ += 1;
    return absl::OkStatus();
  }

  // Counts a call out that was answered.
  void Leave() {
    const absl::MutexLock lock(&mutex_);
    count_ -= 1;
  }

  // Whether no more calls are let in: what takes long is to come to an end.
  bool is_closed() const {
    const absl::MutexLock lock(&mutex_);
    return closed_;
  }

  // Lets no more calls in, and waits until all are answered, but not for longer than `at_most`.
  void Close(absl::Duration at_most) {
    const auto is_empty = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return count_ == 0; };
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    mutex_.AwaitWithTimeout(absl::Condition(&is_empty), at_most);
  }

 private:
  mutable absl::Mutex mutex_;
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tally
