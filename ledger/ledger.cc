#include "ledger/ledger.h"

#include <iterator>

namespace tally {

View::View(std::unique_ptr<Snapshot> snapshot, const Folds& folds)
    : snapshot_(std::move(snapshot)), folds_(&folds), rows_(RowsOf(kBooksFold)), books_(*rows_) {}

std::unique_ptr<Store> View::RowsOf(absl::string_view projection) const {
  return std::make_unique<PrefixStore>(folds_->RowsOf(projection, snapshot_->state()));
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& directory,
                                                     std::vector<Fold> projections, Clock clock) {
  absl::StatusOr<std::unique_ptr<Log>> log = OpenLog(directory);
  if (!log.ok()) return log.status();

  std::vector<Fold> folds = {StreamsFold(), BooksFold()};
  folds.insert(folds.end(), std::make_move_iterator(projections.begin()),
               std::make_move_iterator(projections.end()));
  absl::StatusOr<Folds> opened = Folds::Open(**log, std::move(folds));
  if (!opened.ok()) return opened.status();
  return std::unique_ptr<Ledger>(new Ledger(*std::move(log), *std::move(opened), std::move(clock)));
}

Ledger::Ledger(std::unique_ptr<Log> log, Folds folds, Clock clock)
    : clock_(std::move(clock)),
      log_(std::move(log)),
      folds_(std::move(folds)),
      writer_(std::make_unique<Writer>(*log_, folds_, clock_)) {}

Ledger::~Ledger() = default;

}  // namespace tally
