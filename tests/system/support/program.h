// Program: a process that a test starts, watches and ends.
//
//   Program daemon({kTallyd, "--data", directory.path(), "--listen", "none"});
//   ASSERT_TRUE(daemon.Says("event=ready"));
//   daemon.Send(SIGTERM);
//   EXPECT_EQ(daemon.Wait(), 0);

#pragma once

#include <signal.h>

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tally {

class Program {
 public:
  // Starts it; the first word is its path. It does not outlive the thread that starts it.
  explicit Program(const std::vector<std::string>& words);
  // Kills it, if it has not ended.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void Send(int signal) const;

  // Waits until it has written a line with `text`, on either output. False if it ended without, or
  // took longer than any program on a machine that works.
  bool Says(absl::string_view text);
  // Waits until it has ended, but not for longer than `at_most`.
  bool EndsWithin(absl::Duration at_most);
  // Waits until it has ended. Its exit code, or 128 and the signal that killed it, as a shell says.
  int Wait();

  // What it has written so far, on both outputs.
  std::string output() const;
  // The most memory that it has used so far, while it runs.
  int64_t PeakMemoryBytes() const;

 private:
  void Collect(int descriptor);

  pid_t id_ = -1;
  std::optional<int> code_;
  std::thread collector_;

  mutable absl::Mutex mutex_;
  std::string output_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tally
