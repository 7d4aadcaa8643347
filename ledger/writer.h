// Writer: the one thread that changes the ledger.
//
// It takes the work that waits, decides each piece on the state that those before it left, writes
// all of it in one synced batch, and then answers. So throughput grows with load, and nothing is
// answered that is not durable. Orgs take turns, so that none waits for all that another has sent.

#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/bell.h"
#include "ledger/consumers/change.h"
#include "ledger/fair_queue.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "ledger/pending.h"
#include "ledger/refusal_notes.h"

namespace tally {

// Told of what changed for consumers, when it is durable and before anybody is answered.
using ConsumerWatch = std::function<void(const std::vector<ConsumerChange>&)>;

// Thread-safe.
class Writer {
 public:
  // `log` and `folds` must outlive the writer.
  Writer(Log& log, const Folds& folds, std::function<absl::Time()> clock);

  // Finishes the work that was submitted before.
  ~Writer();

  // Takes a piece of work, or fails it at once with RESOURCE_EXHAUSTED if too much waits, in all or
  // of its org.
  void Submit(std::unique_ptr<PendingWork> work);

  // Takes a refusal that others made, to be kept soon. Costs its caller nothing; false if too many
  // wait, and it was dropped.
  bool Note(RefusedCommand refused);
  // Rings when refusals were kept.
  Bell& refusal_bell() { return refusal_bell_; }

  // Calls `watch`, on the writer's thread, in place of the one before.
  void WatchConsumers(ConsumerWatch watch);

 private:
  using Group = std::vector<std::unique_ptr<PendingWork>>;

  void Run();
  void Process(const Group& group, std::vector<RefusedCommand> notes);
  void Tell(const std::vector<ConsumerChange>& changes);

  Log& log_;
  const Folds& folds_;
  const std::function<absl::Time()> clock_;

  absl::Mutex mutex_;
  FairQueue waiting_ ABSL_GUARDED_BY(mutex_);
  RefusalNotes notes_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  Bell refusal_bell_;
  absl::Mutex watch_mutex_;
  ConsumerWatch watch_ ABSL_GUARDED_BY(watch_mutex_);
  std::thread thread_;
};

}  // namespace tally
