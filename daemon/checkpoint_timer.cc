#include "daemon/checkpoint_timer.h"

#include "daemon/rpc/method_log.h"

namespace tally {

void SignIfGrown(Signer& signer, spdlog::logger& log) {
  const uint64_t size_before = signer.last_size();
  const absl::StatusOr<Signed> signed_now = signer.Sign();
  if (!signed_now.ok()) {
    log.warn("event=not_signed message={}", LogValue(signed_now.status().message()));
  } else if (signed_now->checkpoint.size > size_before) {
    log.debug("event=signed size={}", signed_now->checkpoint.size);
  }
}

CheckpointTimer::CheckpointTimer(Signer& signer, spdlog::logger& log, absl::Duration interval)
    : signer_(signer), log_(log), interval_(interval), thread_([this] { Work(); }) {}

CheckpointTimer::~CheckpointTimer() {
  {
    const absl::MutexLock lock(&mutex_);
    stops_ = true;
  }
  thread_.join();
}

void CheckpointTimer::Work() {
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stops_), interval_)) return;
    }
    SignIfGrown(signer_, log_);
  }
}

}  // namespace tally
