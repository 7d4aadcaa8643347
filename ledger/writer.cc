#include "ledger/writer.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/base/sha256.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/events/stream.h"
#include "ledger/store/table.h"
#include "ledger/streams.h"

namespace tally {
namespace {

// Commands that may wait; more are told to come back.
constexpr size_t kMaxWaiting = 10'000;
// Commands that are written together at most, so that the first of them does not wait for ever.
constexpr size_t kMaxGroup = 1'000;

// By org and request id.
using Outcomes = Table<v1::RequestOutcome, Text, Text>;

}  // namespace

// What a group of commands writes, while it is being decided.
class Writer::Staging {
 public:
  // An encoded reply, or why there is none.
  using Outcome = absl::StatusOr<std::string>;

  Staging(Log& log, const Folds& folds)
      : batch_(log.NewBatch()),
        outcomes_(batch_->requests(), "requests"),
        stream_rows_(folds.RowsOf(kStreamsFold, batch_->state())),
        streams_(*stream_rows_),
        books_rows_(folds.RowsOf(kBooksFold, batch_->state())),
        books_(*books_rows_),
        folds_(folds.BindTo(batch_->state())) {}

  // Decides `command` at `now`, unless it was decided before.
  Outcome Stage(PendingCommand& command, absl::Time now) {
    v1::RequestOutcome outcome;
    outcome.set_command(command.command().GetDescriptor()->full_name());
    outcome.set_command_digest(Sha256({EncodeDeterministically(command.command())}));
    if (const auto known = outcomes_.Find(command.org_id(), command.request_id())) {
      return Repeat(*known, outcome);
    }

    const auto last = FromProto(batch_->head().recorded_at());
    const Context context{.now = std::max(now, last),
                          .actor = std::string(command.actor()),
                          .position = batch_->head().position()};
    absl::StatusOr<std::vector<v1::Event>> events = command.DecideOn(books_, context);
    if (!events.ok()) return Refused(command, std::move(outcome), events.status());
    return Accepted(command, std::move(outcome), *events, context);
  }

  bool changed() const { return changed_; }
  std::unique_ptr<Batch> Take() { return std::move(batch_); }

 private:
  // The stored outcome, if `now` is the same request as `known`.
  static Outcome Repeat(const v1::RequestOutcome& known, const v1::RequestOutcome& now) {
    if (known.command() != now.command() || known.command_digest() != now.command_digest()) {
      return Refuse(v1::REASON_REQUEST_ID_REUSED, "request_id",
                    absl::StrCat("was used before, for another ", known.command()));
    }
    if (known.has_reply()) return known.reply();
    v1::Refusal refusal;
    DecodeRow(known.refusal(), refusal);
    return Refuse(std::move(refusal));
  }

  Outcome Refused(const PendingCommand& command, v1::RequestOutcome outcome,
                  const absl::Status& status) {
    const std::optional<v1::Refusal> refusal = RefusalOf(status);
    if (!refusal) return status;
    outcome.set_refusal(refusal->SerializeAsString());
    Keep(command, outcome);
    return status;
  }

  Outcome Accepted(PendingCommand& command, v1::RequestOutcome outcome,
                   const std::vector<v1::Event>& events, const Context& context) {
    v1::Receipt receipt;
    receipt.set_first_position(context.position + (events.empty() ? 0 : 1));
    receipt.set_event_count(static_cast<uint32_t>(events.size()));
    *receipt.mutable_recorded_at() = ToProto(context.now);
    outcome.set_reply(command.Complete(receipt));
    if (!events.empty()) Commit(command, outcome, events, context);
    Keep(command, outcome);
    return outcome.reply();
  }

  void Commit(const PendingCommand& command, const v1::RequestOutcome& outcome,
              const std::vector<v1::Event>& events, const Context& context) {
    v1::RecordedEvent recorded;
    recorded.set_position(context.position);
    recorded.set_org_id(std::string(command.org_id()));
    *recorded.mutable_recorded_at() = ToProto(context.now);
    recorded.set_actor(context.actor);
    recorded.set_request_id(std::string(command.request_id()));

    Record record;
    v1::Commit& commit = record.commit;
    commit.set_first_position(context.position + 1);
    *commit.mutable_recorded_at() = recorded.recorded_at();
    commit.set_org_id(recorded.org_id());
    commit.set_actor(recorded.actor());
    commit.set_request_id(recorded.request_id());
    commit.set_command(outcome.command());
    commit.set_command_digest(outcome.command_digest());
    commit.set_reply(outcome.reply());
    for (const v1::Event& event : events) {
      recorded.set_position(recorded.position() + 1);
      recorded.set_stream(StreamOf(event));
      const auto head = streams_.heads.Find(recorded.org_id(), recorded.stream());
      recorded.set_version(head ? head->version() + 1 : 1);
      *recorded.mutable_event() = event;
      AddEvent(recorded.stream(), recorded.version(), event, record);
      folds_.Apply(recorded);
    }
    batch_->Append(record);
  }

  void Keep(const PendingCommand& command, const v1::RequestOutcome& outcome) {
    outcomes_.Put(command.org_id(), command.request_id(), outcome);
    changed_ = true;
  }

  std::unique_ptr<Batch> batch_;
  Outcomes outcomes_;
  const std::unique_ptr<VersionedStore> stream_rows_;
  const Streams streams_;
  const std::unique_ptr<VersionedStore> books_rows_;
  const Books books_;
  BoundFolds folds_;
  bool changed_ = false;
};

Writer::Writer(Log& log, const Folds& folds, std::function<absl::Time()> clock)
    : log_(log), folds_(folds), clock_(std::move(clock)), thread_([this] { Run(); }) {}

Writer::~Writer() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Writer::Submit(std::unique_ptr<PendingCommand> command) {
  {
    const absl::MutexLock lock(&mutex_);
    if (waiting_.size() < kMaxWaiting) {
      waiting_.push_back(std::move(command));
      return;
    }
  }
  command->Fail(
      Refuse(v1::REASON_OVERLOADED, "", absl::StrCat("more than ", kMaxWaiting, " commands wait")));
}

void Writer::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  };
  while (true) {
    Group group;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (waiting_.empty()) return;
      const auto end =
          waiting_.begin() + static_cast<ptrdiff_t>(std::min(waiting_.size(), kMaxGroup));
      group.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    Process(group);
  }
}

void Writer::Process(const Group& group) {
  Staging staging(log_, folds_);
  std::vector<Staging::Outcome> outcomes;
  outcomes.reserve(group.size());
  for (const auto& command : group) outcomes.push_back(staging.Stage(*command, clock_()));

  if (staging.changed()) {
    const absl::Status written = log_.Append(staging.Take());
    if (!written.ok()) {
      for (const auto& command : group) command->Fail(written);
      return;
    }
  }
  for (size_t i = 0; i < group.size(); ++i) {
    if (outcomes[i].ok()) {
      group[i]->Answer(*outcomes[i]);
    } else {
      group[i]->Fail(outcomes[i].status());
    }
  }
}

}  // namespace tally
