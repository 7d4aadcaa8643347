#include "ledger/writer.h"

#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/staging.h"

namespace tally {
namespace {

// Commands that may wait; more are told to come back.
constexpr size_t kMaxWaiting = 10'000;
// Those of one org: so that one cannot keep all others from waiting.
constexpr size_t kMaxWaitingOfOrg = 8'000;
// Commands that are written together at most, so that the first of them does not wait for ever.
constexpr size_t kMaxGroup = 1'000;

}  // namespace

Writer::Writer(Log& log, const Folds& folds, std::function<absl::Time()> clock)
    : log_(log), folds_(folds), clock_(std::move(clock)), thread_([this] { Run(); }) {}

Writer::~Writer() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Writer::Submit(std::unique_ptr<PendingWork> work) {
  {
    const absl::MutexLock lock(&mutex_);
    const bool has_room =
        waiting_.size() < kMaxWaiting && waiting_.SizeOf(work->queue()) < kMaxWaitingOfOrg;
    if (has_room) return waiting_.Push(std::move(work));
  }
  work->Finish(Refuse(v1::REASON_OVERLOADED, "", "too many commands wait"));
}

bool Writer::Note(RefusedCommand refused) {
  const absl::MutexLock lock(&mutex_);
  return notes_.Add(std::move(refused));
}

void Writer::WatchConsumers(ConsumerWatch watch) {
  const absl::MutexLock lock(&watch_mutex_);
  watch_ = std::move(watch);
}

void Writer::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty() || !notes_.empty();
  };
  while (true) {
    Group group;
    std::vector<RefusedCommand> notes;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (waiting_.empty() && notes_.empty()) return;
      notes = notes_.TakeAll();
      group = waiting_.Take(kMaxGroup);
    }
    Process(group, std::move(notes));
  }
}

void Writer::Process(const Group& group, std::vector<RefusedCommand> notes) {
  Staging staging(log_, folds_);
  for (RefusedCommand& refused : notes) staging.KeepRefusal(std::move(refused));
  std::vector<Staging::Outcome> outcomes;
  outcomes.reserve(group.size());
  for (const auto& work : group) outcomes.push_back(work->StageIn(staging, clock_()));

  if (staging.changed()) {
    const absl::Status written = log_.Append(staging.Take());
    if (!written.ok()) {
      for (const auto& work : group) work->Finish(written);
      return;
    }
    if (!staging.consumer_changes().empty()) Tell(staging.consumer_changes());
    if (staging.keeps_refusals()) refusal_bell_.Ring();
  }
  for (size_t i = 0; i < group.size(); ++i) group[i]->Finish(std::move(outcomes[i]));
}

void Writer::Tell(const std::vector<ConsumerChange>& changes) {
  const absl::MutexLock lock(&watch_mutex_);
  if (watch_) watch_(changes);
}

}  // namespace tally
