#include "ledger/audit/ledger_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/audit/document_check.h"
#include "ledger/audit/number_check.h"
#include "ledger/audit/outcome_check.h"
#include "ledger/audit/preconditions.h"
#include "ledger/audit/stored_folds.h"
#include "ledger/audit/stream_check.h"
#include "ledger/audit/subject.h"
#include "ledger/audit/sum_check.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/sealing/leaf.h"

namespace tally {
namespace {

// What is looked at in one turn, so that others get theirs.
constexpr uint64_t kEventsPerTurn = 500;
constexpr uint64_t kRowsPerTurn = 20'000;
// What is folded before it is written and told of: enough to keep the disk busy, little enough to
// keep memory small.
constexpr uint64_t kEventsPerStep = 5'000;
constexpr size_t kBytesPerStep = 16 << 20;

DecidedCommit DecidedIn(const Record& record) {
  const v1::Commit& commit = record.commit;
  return {.commit = commit,
          .events = {},
          .context = {.now = FromProto(commit.recorded_at()),
                      .actor = commit.actor(),
                      .position = commit.first_position() - 1}};
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerCheck>> LedgerCheck::Start(
    std::unique_ptr<Snapshot> snapshot, std::vector<Fold> folds,
    std::optional<Checkpoint> signed_last, const std::string& directory,
    const LogOptions& options) {
  absl::StatusOr<std::unique_ptr<Scratch>> scratch = Scratch::Make(directory, folds, options);
  if (!scratch.ok()) return scratch.status();
  return std::unique_ptr<LedgerCheck>(new LedgerCheck(std::move(snapshot), std::move(folds),
                                                      std::move(signed_last), *std::move(scratch)));
}

LedgerCheck::LedgerCheck(std::unique_ptr<Snapshot> snapshot, std::vector<Fold> folds,
                         std::optional<Checkpoint> signed_last, std::unique_ptr<Scratch> scratch)
    : snapshot_(std::move(snapshot)),
      folds_(std::move(folds)),
      scratch_(std::move(scratch)),
      chain_(findings_),
      tree_(snapshot_->tree(), std::move(signed_last), findings_) {}

absl::StatusOr<std::optional<v1::CheckProgress>> LedgerCheck::Next() {
  // The first message only says how much there is to do.
  if (!std::exchange(is_started_, true)) return Report(false);
  if (stage_ == v1::CHECK_STAGE_ROWS) return Report(!CheckRows());

  const bool more = CheckEvents();
  if (is_broken_) return Report(true);
  if (more && !IsFull()) return std::nullopt;
  if (absl::Status written = WriteStep(); !written.ok()) return written;
  v1::CheckProgress report = Report(false);
  if (!more) {
    stage_ = v1::CHECK_STAGE_ROWS;
    made_ = scratch_->Read();
  }
  return report;
}

bool LedgerCheck::CheckEvents() {
  if (step_ == nullptr) step_ = scratch_->Begin();
  const uint64_t start = chain_.position();
  bool more = false;
  const absl::Status read =
      snapshot_->ReadStored(start + 1, [&](uint64_t position, absl::string_view stored) {
        more = IsFull() || chain_.position() - start >= kEventsPerTurn;
        if (more) return false;
        step_bytes_ += stored.size();
        const absl::StatusOr<Record> record = chain_.Read(position, stored);
        if (!record.ok()) EndAt(chain_.position() + 1, record.status().message());
        return record.ok() && CheckRecord(*record);
      });
  if (!read.ok()) EndAt(chain_.position() + 1, read.message());
  if (more || is_broken_) return more;
  chain_.CheckEnd(snapshot_->head());
  tree_.CheckEnd();
  return false;
}

bool LedgerCheck::IsFull() const {
  return chain_.position() - step_start_ >= kEventsPerStep || step_bytes_ >= kBytesPerStep;
}

absl::Status LedgerCheck::WriteStep() {
  step_start_ = chain_.position();
  step_bytes_ = 0;
  return scratch_->End(std::move(step_));
}

bool LedgerCheck::CheckRecord(const Record& record) {
  DecidedCommit decided = DecidedIn(record);
  const absl::Status read = ForEachEvent(record, [&](const v1::RecordedEvent& event) {
    decided.events.push_back(event);
    return true;
  });
  if (!read.ok()) {
    EndAt(record.commit.first_position(),
          absl::StrCat(read.message(), " (", StreamsIn(record.commit), ")"));
    return false;
  }
  for (int i = 0; i < record.commit.events_size(); ++i) {
    tree_.Append(LeafHash(EncodeLeaf(LeafOf(record.commit, i))));
  }
  CheckOutcome(record.commit, snapshot_->requests(), findings_);
  verdict_.set_document_count(verdict_.document_count() +
                              CheckDocuments(decided, step_->books(), findings_));
  for (const v1::RecordedEvent& event : decided.events) CheckEvent(event);
  verdict_.set_event_count(chain_.position());
  return true;
}

void LedgerCheck::CheckEvent(const v1::RecordedEvent& event) {
  CheckStream(step_->streams(), event, findings_);
  CheckNumber(step_->books(), event, findings_);
  if (const std::optional<std::string> why = WhyNotFolded(step_->books(), event)) {
    findings_.Add("events that cannot be applied", SubjectOf(event.event()), event.position(),
                  absl::StrCat("cannot be applied to what was before it: ", *why));
    return;
  }
  CheckSums(step_->books(), event, findings_);
  step_->Apply(event);
}

void LedgerCheck::EndAt(uint64_t position, absl::string_view why) {
  if (std::exchange(is_broken_, true)) return;
  const std::vector<std::string> streams = StreamsStoredAt(snapshot_->state(), position);
  const std::string were =
      streams.empty() ? "" : absl::StrCat("; it was of ", absl::StrJoin(streams, ", "));
  findings_.Add("log", absl::StrCat("position ", position), position,
                absl::StrCat("the log cannot be read on: ", why, were));
}

bool LedgerCheck::CheckRows() {
  if (rows_ == nullptr && !OpenNextFold()) return false;
  if (rows_->Continue(kRowsPerTurn)) return true;
  verdict_.set_row_count(verdict_.row_count() + rows_->row_count());
  rows_.reset();
  return next_fold_ < folds_.size();
}

bool LedgerCheck::OpenNextFold() {
  while (next_fold_ < folds_.size()) {
    const size_t index = next_fold_++;
    const std::string& name = folds_[index].name;
    const std::optional<std::string> prefix = StoredPrefixOf(name, snapshot_->state());
    if (!prefix) {
      findings_.Add("folds", name, 0, "has no rows");
      continue;
    }
    rows_ = std::make_unique<RowCheck>(name, snapshot_->state(), *prefix, made_->state(),
                                       Scratch::PrefixOf(index), findings_);
    return true;
  }
  return false;
}

v1::CheckProgress LedgerCheck::Report(bool ends) {
  v1::CheckProgress progress;
  progress.set_stage(stage_);
  progress.set_position(chain_.position());
  progress.set_until_position(snapshot_->head().position());
  if (ends) {
    findings_.AddRest();
    verdict_.set_passed(findings_.empty());
    verdict_.set_root(std::string(BytesOf(tree_.Root())));
    *progress.mutable_verdict() = verdict_;
  }
  *progress.mutable_findings() = findings_.Take();
  return progress;
}

}  // namespace tally
