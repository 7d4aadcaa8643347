// Bell: wakes those who listen whenever something has changed.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace tally {

// Thread-safe.
class Bell {
 public:
  // Calls `wake` at each ring, on the thread that rings, until Forget() with the ticket that is
  // returned; it may still be called once, if it was being called.
  uint64_t Listen(std::function<void()> wake) {
    const absl::MutexLock lock(&mutex_);
    listeners_.emplace(++last_ticket_, std::move(wake));
    return last_ticket_;
  }

  void Forget(uint64_t ticket) {
    const absl::MutexLock lock(&mutex_);
    listeners_.erase(ticket);
  }

  void Ring() {
    std::vector<std::function<void()>> all;
    {
      const absl::MutexLock lock(&mutex_);
      for (const auto& [ticket, wake] : listeners_) all.push_back(wake);
    }
    for (const auto& wake : all) wake();
  }

 private:
  absl::Mutex mutex_;
  std::map<uint64_t, std::function<void()>> listeners_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tally
