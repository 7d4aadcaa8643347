// RunningDaemon: the daemon, run in this process on a directory of its own, with a clock that the
// test sets. It listens on a Unix socket, and on a port of loopback that the kernel chooses.

#pragma once

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "daemon/access/caller_limits.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"

namespace tally {

// Thread-safe.
class SettableClock {
 public:
  explicit SettableClock(absl::Time now) : now_(now) {}
  void Set(absl::Time now) {
    const absl::MutexLock lock(&mutex_);
    now_ = now;
  }
  absl::Time Now() const {
    const absl::MutexLock lock(&mutex_);
    return now_;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

class RunningDaemon {
 public:
  // Starts at noon of 3 November 2026, UTC. `max_request_bytes` as in the configuration.
  explicit RunningDaemon(int max_request_bytes = 8 << 20, const CallLimits& limits = {});
  ~RunningDaemon();

  // Stops it and starts it again on the same directory.
  void Restart();
  void Stop();

  // Sets the clock to RFC 3339 `instant`. Events never get an earlier time than those before.
  void At(absl::string_view instant);
  // Waits until all that is due by the calendars of the orgs is run and approved.
  void AwaitCalendars();

  Client NewClient(const std::string& actor = "ann") const { return Client(target(), actor); }
  std::string socket() const { return directory_.path() + "/tallyd.sock"; }
  std::string target() const { return "unix:" + socket(); }
  // Where it listens on loopback, where callers have to sign in.
  std::string loopback() const;
  // Directory of the ledger, for `--data`.
  const std::string& data() const { return directory_.path(); }
  // What it has logged so far.
  std::string log() const;

 private:
  struct Started;
  void Start();

  const TemporaryDirectory directory_;
  const int max_request_bytes_;
  const CallLimits limits_;
  SettableClock clock_;
  std::unique_ptr<Started> started_;
};

}  // namespace tally
