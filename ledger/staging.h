// Staging: what a group of work writes, while it is being decided.
//
// Each piece of work sees the state that those before it left. Nothing is on disk, and nobody is
// answered, before the batch is appended.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/consumers/progress.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "ledger/pending.h"
#include "ledger/refusals.h"
#include "ledger/streams.h"
#include "tally/v1/log.pb.h"

namespace tally {

class Staging {
 public:
  // An encoded reply, or why there is none.
  using Outcome = absl::StatusOr<std::string>;

  // Both must outlive this.
  Staging(Log& log, const Folds& folds);

  // Decides `command` at `now`, unless it was decided before. A refusal of what it acknowledges is
  // not kept, because the command was not decided: sent again without, or in time, it is.
  Outcome Decide(PendingCommand& command, absl::Time now);

  // How far a consumer is. ORG_NOT_FOUND; CONSUMER_NOT_FOUND, naming `field`.
  absl::StatusOr<Progress> ProgressOf(const std::string& org_id, absl::string_view field,
                                      const std::string& consumer_id);
  // Takes note of what was saved of it.
  void Saved(const Progress& progress);

  // Keeps what happened at the front door.
  void KeepAccess(const AccessNews& news);

  // Keeps a refusal, under its org if that exists.
  void KeepRefusal(RefusedCommand refused);

  // The time to record, given that it is `now`: never earlier than what was recorded before.
  absl::Time TimeAt(absl::Time now) const;

  bool changed() const { return changed_; }
  // Whether refusals were kept.
  bool keeps_refusals() const { return keeps_refusals_; }
  std::unique_ptr<Batch> Take() { return std::move(batch_); }
  // What changes for consumers with this group.
  const std::vector<ConsumerChange>& consumer_changes() const { return consumer_changes_; }

 private:
  // By org and request id.
  using Outcomes = Table<v1::RequestOutcome, Text, Text>;

  Outcome Refused(const PendingCommand& command, v1::RequestOutcome outcome,
                  const absl::Status& status, absl::Time now);
  // Keeps that `command` was refused with `status`, and returns that.
  absl::Status Note(const PendingCommand& command, const absl::Status& status, absl::Time now);
  Outcome Accepted(PendingCommand& command, v1::RequestOutcome outcome,
                   const std::vector<v1::Event>& events, const Context& context);
  void Commit(const PendingCommand& command, const v1::RequestOutcome& outcome,
              const std::vector<v1::Event>& events, const Context& context);
  void Keep(const PendingCommand& command, const v1::RequestOutcome& outcome);
  // Acknowledges what the command does, without saving; nothing if it acknowledges nothing.
  absl::StatusOr<std::optional<Progress>> AcknowledgeFor(const PendingCommand& command);
  // Forgets the consumers that were removed.
  void ForgetRemoved(const v1::Event& event);

  const Log& log_;
  std::unique_ptr<Batch> batch_;
  // What was durable before; made when it is needed.
  std::unique_ptr<Snapshot> before_;
  Outcomes outcomes_;
  ProgressRows progress_;
  Refusals refusals_;
  const std::unique_ptr<VersionedStore> stream_rows_;
  const Streams streams_;
  const std::unique_ptr<VersionedStore> books_rows_;
  const Books books_;
  BoundFolds folds_;
  bool changed_ = false;
  bool keeps_refusals_ = false;
  std::vector<ConsumerChange> consumer_changes_;
};

}  // namespace tally
