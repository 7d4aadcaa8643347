#include "simulation/simulated_machine.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace tally {
namespace {

// A compaction that fails is tried again for ever.
constexpr int kMaxJobs = 50;

class NoLogger final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

SimulatedMachine::SimulatedMachine(std::shared_ptr<rocksdb::FileSystem> files)
    : EnvWrapper(rocksdb::NewCompositeEnv(std::move(files))),
      now_(absl::FromCivil(absl::CivilDay(2026, 11, 3), absl::UTCTimeZone())) {}

SimulatedMachine::~SimulatedMachine() { StopFlushing(); }

absl::Time SimulatedMachine::Now() const {
  const absl::MutexLock lock(&mutex_);
  return now_;
}

void SimulatedMachine::PassTime(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  now_ += duration;
}

void SimulatedMachine::RunJobs() {
  for (int i = 0; i < kMaxJobs; ++i) {
    Job job;
    {
      const absl::MutexLock lock(&mutex_);
      if (jobs_.empty()) return;
      job = jobs_.front();
      jobs_.pop_front();
    }
    job.function(job.argument);
  }
}

void SimulatedMachine::StartFlushing() {
  {
    const absl::MutexLock lock(&mutex_);
    is_flushing_ = true;
  }
  flusher_ = std::thread([this] { RunFlushes(); });
}

void SimulatedMachine::StopFlushing() {
  {
    const absl::MutexLock lock(&mutex_);
    is_flushing_ = false;
  }
  if (flusher_.joinable()) flusher_.join();
}

void SimulatedMachine::RunFlushes() {
  const auto next = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return std::find_if(jobs_.begin(), jobs_.end(),
                        [](const Job& job) { return job.priority == HIGH; });
  };
  const auto has_work = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !is_flushing_ || next() != jobs_.end();
  };
  while (true) {
    Job job;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (!is_flushing_) return;
      const auto found = next();
      job = *found;
      jobs_.erase(found);
    }
    job.function(job.argument);
  }
}

void SimulatedMachine::Schedule(void (*function)(void*), void* argument, Priority priority,
                                void* tag, void (*unscheduled)(void*)) {
  const absl::MutexLock lock(&mutex_);
  jobs_.push_back({function, argument, priority, tag, unscheduled});
}

int SimulatedMachine::UnSchedule(void* tag, Priority priority) {
  std::vector<Job> removed;
  {
    const absl::MutexLock lock(&mutex_);
    const auto is_meant = [&](const Job& job) {
      return job.tag == tag && job.priority == priority;
    };
    std::copy_if(jobs_.begin(), jobs_.end(), std::back_inserter(removed), is_meant);
    std::erase_if(jobs_, is_meant);
  }
  for (const Job& job : removed) {
    if (job.unscheduled != nullptr) job.unscheduled(job.argument);
  }
  return static_cast<int>(removed.size());
}

unsigned int SimulatedMachine::GetThreadPoolQueueLen(Priority priority) const {
  const absl::MutexLock lock(&mutex_);
  return static_cast<unsigned int>(std::count_if(
      jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.priority == priority; }));
}

uint64_t SimulatedMachine::NowMicros() { return static_cast<uint64_t>(absl::ToUnixMicros(Now())); }

rocksdb::Status SimulatedMachine::GetCurrentTime(int64_t* seconds) {
  *seconds = absl::ToUnixSeconds(Now());
  return rocksdb::Status::OK();
}

rocksdb::Status SimulatedMachine::GetHostName(char* name, uint64_t size) {
  std::strncpy(name, "simulated", size);
  return rocksdb::Status::OK();
}

rocksdb::Status SimulatedMachine::NewLogger(const std::string&,
                                            std::shared_ptr<rocksdb::Logger>* logger) {
  *logger = std::make_shared<NoLogger>();
  return rocksdb::Status::OK();
}

}  // namespace tally
