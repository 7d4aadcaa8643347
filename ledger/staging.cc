#include "ledger/staging.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/base/sha256.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/consumers.h"
#include "ledger/events/stream.h"
#include "ledger/wanted_events.h"

namespace tally {
namespace {

bool AreSame(const v1::RequestOutcome& known, const v1::RequestOutcome& now) {
  return known.command() == now.command() && known.command_digest() == now.command_digest();
}

// What was answered before.
Staging::Outcome Repeat(const v1::RequestOutcome& known) {
  if (known.has_reply()) return known.reply();
  v1::Refusal refusal;
  DecodeRow(known.refusal(), refusal);
  return Refuse(std::move(refusal));
}

}  // namespace

Staging::Staging(Log& log, const Folds& folds)
    : log_(log),
      batch_(log.NewBatch()),
      outcomes_(batch_->requests(), "requests"),
      progress_(batch_->requests()),
      refusals_(batch_->requests()),
      stream_rows_(folds.RowsOf(kStreamsFold, batch_->state())),
      streams_(*stream_rows_),
      books_rows_(folds.RowsOf(kBooksFold, batch_->state())),
      books_(*books_rows_),
      folds_(folds.BindTo(batch_->state())) {}

Staging::Outcome Staging::Decide(PendingCommand& command, absl::Time now) {
  v1::RequestOutcome outcome;
  outcome.set_command(command.command().GetDescriptor()->full_name());
  outcome.set_command_digest(Sha256({EncodeDeterministically(command.command())}));
  if (const auto known = outcomes_.Find(command.org_id(), command.request_id())) {
    if (AreSame(*known, outcome)) return Repeat(*known);
    return Note(command,
                Refuse(v1::REASON_REQUEST_ID_REUSED, "request_id",
                       absl::StrCat("was used before, for another ", known->command())),
                TimeAt(now));
  }
  absl::StatusOr<std::optional<Progress>> progress = AcknowledgeFor(command);
  if (!progress.ok()) return Note(command, progress.status(), TimeAt(now));

  const Context context{.now = TimeAt(now),
                        .actor = std::string(command.actor()),
                        .position = batch_->head().position()};
  absl::StatusOr<std::vector<v1::Event>> events = command.DecideOn(books_, context);
  if (!events.ok()) return Refused(command, std::move(outcome), events.status(), context.now);
  if (*progress) {
    (*progress)->Save();
    Saved(**progress);
  }
  return Accepted(command, std::move(outcome), *events, context);
}

absl::StatusOr<Progress> Staging::ProgressOf(const std::string& org_id, absl::string_view field,
                                             const std::string& consumer_id) {
  absl::StatusOr<v1::Consumer> consumer = FindConsumer(books_, org_id, field, consumer_id);
  if (!consumer.ok()) return consumer.status();
  if (before_ == nullptr) before_ = log_.NewSnapshot();
  return Progress(progress_, org_id, *consumer, FindIn(*before_, org_id, *consumer));
}

void Staging::Saved(const Progress& progress) {
  changed_ = true;
  consumer_changes_.insert(consumer_changes_.end(), progress.changes().begin(),
                           progress.changes().end());
}

absl::Time Staging::TimeAt(absl::Time now) const {
  return std::max(now, FromProto(batch_->head().recorded_at()));
}

absl::StatusOr<std::optional<Progress>> Staging::AcknowledgeFor(const PendingCommand& command) {
  const std::optional<Acknowledgement>& said = command.acknowledgement();
  if (!said) return std::nullopt;
  absl::StatusOr<Progress> progress =
      ProgressOf(std::string(command.org_id()), kAcknowledgeKey, said->consumer_id);
  if (!progress.ok()) return progress.status();
  absl::Status acknowledged = progress->AcknowledgeOnce(said->position, kAcknowledgeKey);
  if (!acknowledged.ok()) return acknowledged;
  return *std::move(progress);
}

Staging::Outcome Staging::Refused(const PendingCommand& command, v1::RequestOutcome outcome,
                                  const absl::Status& status, absl::Time now) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return status;
  // Anybody can name orgs that do not exist: what is remembered for them would grow for ever.
  if (books_.orgs.Has(command.org_id())) {
    outcome.set_refusal(refusal->SerializeAsString());
    Keep(command, outcome);
  }
  return Note(command, status, now);
}

absl::Status Staging::Note(const PendingCommand& command, const absl::Status& status,
                           absl::Time now) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return status;
  RefusedCommand refused{.org_id = std::string(command.org_id()), .record = {}};
  v1::RefusalRecord& record = refused.record;
  record.set_actor(std::string(command.actor()));
  record.set_request_id(std::string(command.request_id()));
  record.set_command(command.command().GetDescriptor()->full_name());
  *record.mutable_refusal() = *refusal;
  record.set_judged_position(batch_->head().position());
  *record.mutable_refused_at() = ToProto(now);
  KeepRefusal(std::move(refused));
  return status;
}

void Staging::KeepAccess(const AccessNews& news) {
  if (news.notes.empty() && news.uses.empty()) return;
  AccessLog(batch_->requests()).Keep(news);
  changed_ = true;
}

void Staging::KeepRefusal(RefusedCommand refused) {
  const bool exists = books_.orgs.Has(refused.org_id);
  refusals_.Keep(exists ? refused.org_id : "", std::move(refused.record));
  changed_ = true;
  keeps_refusals_ = true;
}

Staging::Outcome Staging::Accepted(PendingCommand& command, v1::RequestOutcome outcome,
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

void Staging::Commit(const PendingCommand& command, const v1::RequestOutcome& outcome,
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
    ForgetRemoved(event);
  }
  batch_->Append(record);
}

void Staging::Keep(const PendingCommand& command, const v1::RequestOutcome& outcome) {
  outcomes_.Put(command.org_id(), command.request_id(), outcome);
  changed_ = true;
}

void Staging::ForgetRemoved(const v1::Event& event) {
  if (!event.has_consumer_removed()) return;
  const v1::ConsumerRemoved& removed = event.consumer_removed();
  progress_.Remove(removed.org_id(), removed.consumer_id());
  consumer_changes_.push_back(
      {ConsumerChange::kRemoved, removed.org_id(), removed.consumer_id(), 0});
}

absl::StatusOr<std::string> PendingCommand::StageIn(Staging& staging, absl::Time now) {
  return staging.Decide(*this, now);
}

absl::StatusOr<std::string> PendingAccessNews::StageIn(Staging& staging, absl::Time) {
  staging.KeepAccess(news_);
  return "";
}

absl::StatusOr<std::string> PendingProgress::StageIn(Staging& staging, absl::Time now) {
  absl::StatusOr<Progress> progress = staging.ProgressOf(org_id_, "consumer_id", consumer_id_);
  if (!progress.ok()) return progress.status();
  absl::StatusOr<std::string> reply = Change(*progress, staging.TimeAt(now));
  if (reply.ok()) staging.Saved(*progress);
  return reply;
}

}  // namespace tally
