// CheckpointTimer: signs the log from time to time if it grew, whether anybody asks or not.
//
// So the signer remembers a recent state, and a log that was put back to an earlier one is found
// out at the next start. What is recorded after the last checkpoint is not remembered: an
// interval's events at most.

#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/signer.h"
#include "spdlog/logger.h"

namespace tally {

inline constexpr absl::Duration kCheckpointInterval = absl::Seconds(10);

// Signs the log as it stands, unless it was signed so before; logs a warning if it cannot.
void SignIfGrown(Signer& signer, spdlog::logger& log);

class CheckpointTimer {
 public:
  // Both must outlive this.
  CheckpointTimer(Signer& signer, spdlog::logger& log,
                  absl::Duration interval = kCheckpointInterval);
  // Stops without signing.
  ~CheckpointTimer();

 private:
  void Work();

  Signer& signer_;
  spdlog::logger& log_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool stops_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tally
