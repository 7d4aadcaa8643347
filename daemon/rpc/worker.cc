#include "daemon/rpc/worker.h"

#include <utility>

namespace tally {

Worker::Worker() : thread_([this] { Run(); }) {}

Worker::~Worker() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

bool Worker::Submit(std::function<void()> work) {
  const absl::MutexLock lock(&mutex_);
  if (waiting_.size() == kMaxWaiting) return false;
  waiting_.push_back(std::move(work));
  return true;
}

void Worker::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  };
  while (true) {
    std::function<void()> work;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace tally
