// Worker: a thread for calls that take long, so that gRPC's own threads stay free. One call at a
// time; others wait.

#pragma once

#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace tally {

// Thread-safe.
class Worker {
 public:
  Worker();
  // Does what was submitted before.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Works that may wait.
  static constexpr size_t kMaxWaiting = 8;

  // Does `work` when it is its turn. False, doing nothing, if kMaxWaiting wait already.
  bool Submit(std::function<void()> work);

 private:
  void Run();

  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tally
