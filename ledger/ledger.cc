#include "ledger/ledger.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/streams.h"

namespace tally {

View::View(std::unique_ptr<Snapshot> snapshot, const Folds& folds, uint64_t as_of)
    : snapshot_(std::move(snapshot)),
      folds_(&folds),
      position_(std::min(as_of, snapshot_->head().position())),
      rows_(RowsOf(kBooksFold)),
      books_(*rows_) {}

std::unique_ptr<Store> View::RowsOf(absl::string_view fold) const {
  return folds_->RowsOf(fold, snapshot_->state(), position_);
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& directory,
                                                     std::vector<Fold> projections, Clock clock,
                                                     const LogOptions& options) {
  absl::StatusOr<std::unique_ptr<Log>> log = OpenLog(directory, options);
  if (!log.ok()) return log.status();

  std::vector<Fold> folds = {StreamsFold(), BooksFold()};
  folds.insert(folds.end(), std::make_move_iterator(projections.begin()),
               std::make_move_iterator(projections.end()));
  absl::StatusOr<Folds> opened = Folds::Open(**log, std::move(folds));
  if (!opened.ok()) return opened.status();
  return std::unique_ptr<Ledger>(new Ledger(*std::move(log), *std::move(opened), std::move(clock)));
}

absl::StatusOr<View> Ledger::ReadAsOf(const v1::AsOf& as_of) const {
  if (as_of.at_case() == v1::AsOf::AT_NOT_SET) {
    return Refuse(v1::REASON_FIELD_MISSING, "as_of", "says neither a position nor a time");
  }
  std::unique_ptr<Snapshot> snapshot = log_->NewSnapshot();
  const v1::LogHead& head = snapshot->head();
  if (as_of.has_time()) {
    if (!IsValid(as_of.time())) {
      return Refuse(v1::REASON_FIELD_INVALID, "as_of.time", "is no instant of the calendar");
    }
    const absl::Time time = FromProto(as_of.time());
    const absl::Time now = std::max(clock_(), FromProto(head.recorded_at()));
    if (time > now) {
      return Refuse(v1::REASON_AS_OF_NOT_REACHED, "as_of.time",
                    absl::StrCat("is ", FormatInstant(time), "; it is ", FormatInstant(now)));
    }
    const absl::StatusOr<uint64_t> position = snapshot->PositionAt(as_of.time());
    if (!position.ok()) return position.status();
    return View(std::move(snapshot), folds_, *position);
  }
  if (as_of.position() > head.position()) {
    return Refuse(v1::REASON_AS_OF_NOT_REACHED, "as_of.position",
                  absl::StrCat("is ", as_of.position(), "; the log ends at ", head.position()));
  }
  return View(std::move(snapshot), folds_, as_of.position());
}

Ledger::Ledger(std::unique_ptr<Log> log, Folds folds, Clock clock)
    : clock_(std::move(clock)),
      log_(std::move(log)),
      folds_(std::move(folds)),
      writer_(std::make_unique<Writer>(*log_, folds_, clock_)) {}

Ledger::~Ledger() = default;

}  // namespace tally
