// SimulatedMachine: what RocksDB stands on in a simulation: files of a simulated disk, a clock that
// only moves when it is told to, and background jobs that wait until they are let.
//
// RocksDB's threads would make each run another one. So its background jobs are kept in a queue,
// and run one at a time while nothing else happens: RunJobs().

#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "simulation/simulated_disk.h"

namespace tally {

// Thread-safe.
class SimulatedMachine final : public rocksdb::EnvWrapper {
 public:
  explicit SimulatedMachine(std::shared_ptr<rocksdb::FileSystem> files);
  ~SimulatedMachine() override;

  absl::Time Now() const;
  void PassTime(absl::Duration duration);

  // Runs the jobs that wait, and those that they lead to, until none does; or for long enough.
  void RunJobs();

  // Between these, flushes run by themselves, on a thread: a database waits for them when it is
  // closed, also if it could not be opened.
  void StartFlushing();
  void StopFlushing();

  const char* Name() const override { return "SimulatedMachine"; }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;
  unsigned int GetThreadPoolQueueLen(Priority priority) const override;
  int GetBackgroundThreads(Priority) override { return 1; }
  void SetBackgroundThreads(int, Priority) override {}
  void IncBackgroundThreadsIfNeeded(int, Priority) override {}

  uint64_t NowMicros() override;
  uint64_t NowNanos() override { return NowMicros() * 1000; }
  uint64_t NowCPUNanos() override { return 0; }
  void SleepForMicroseconds(int micros) override { PassTime(absl::Microseconds(micros)); }
  rocksdb::Status GetCurrentTime(int64_t* seconds) override;
  rocksdb::Status GetHostName(char* name, uint64_t size) override;
  // What RocksDB logs of itself is not kept: no claim rests on it.
  rocksdb::Status NewLogger(const std::string& path,
                            std::shared_ptr<rocksdb::Logger>* logger) override;

 private:
  struct Job {
    void (*function)(void*);
    void* argument;
    Priority priority;
    void* tag;
    void (*unscheduled)(void*);
  };

  void RunFlushes();

  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  bool is_flushing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread flusher_;
};

}  // namespace tally
