// RunDriver: drafts the customers of runs that are under way, a few at a time, until they have
// ended. After a restart it goes on with those that had not.

#pragma once

#include <deque>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "ledger/ledger.h"
#include "spdlog/logger.h"

namespace tally {

// Thread-safe.
class RunDriver {
 public:
  // Starts with the runs that are under way. Both must outlive the driver.
  RunDriver(Ledger& ledger, spdlog::logger& log);

  // Leaves what is not done for the next start.
  ~RunDriver();

  // Drives a run until it has ended; returns at once.
  void Drive(const std::string& org_id, const std::string& run_id);

 private:
  // Org and run.
  using RunName = std::pair<std::string, std::string>;

  void Run();
  // Drafts the next customers of `run`. False if there is nothing more to do for it.
  bool Advance(const RunName& run);
  // Waits a little, while the ledger is overloaded. False if the daemon stops.
  bool WaitForRoom();

  Ledger& ledger_;
  spdlog::logger& log_;
  absl::Mutex mutex_;
  std::deque<RunName> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tally
