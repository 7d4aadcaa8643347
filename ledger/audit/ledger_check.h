// LedgerCheck: checks everything that can be checked about a ledger, in small steps and on a
// snapshot, while the ledger goes on.
//
//   auto check = LedgerCheck::Start(ledger.log().NewSnapshot(), folds, signed_last, directory);
//   while (true) {
//     absl::StatusOr<std::optional<v1::CheckProgress>> progress = (*check)->Next();
//     if (!progress.ok() || (*progress && (*progress)->has_verdict())) break;
//   }
//
// One replay of the log checks its records and the tree, derives each document again, and folds
// the events into a scratch store; then that is compared with the rows of the snapshot. What is
// found does not end the check, unless the log cannot be read on.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/audit/findings.h"
#include "ledger/audit/record_chain.h"
#include "ledger/audit/row_check.h"
#include "ledger/audit/scratch.h"
#include "ledger/audit/tree_check.h"
#include "ledger/events/fold.h"
#include "ledger/log/log.h"
#include "ledger/notes/checkpoint.h"
#include "tally/v1/audit.pb.h"

namespace tally {

class LedgerCheck {
 public:
  // Checks what `snapshot` shows, the log of which must outlive the check. `folds` are all that the
  // ledger keeps; `signed_last` is the last checkpoint that was signed, if one was. The scratch is
  // made in `directory` and stands on `options`. Fails as Scratch::Make() does.
  static absl::StatusOr<std::unique_ptr<LedgerCheck>> Start(std::unique_ptr<Snapshot> snapshot,
                                                            std::vector<Fold> folds,
                                                            std::optional<Checkpoint> signed_last,
                                                            const std::string& directory,
                                                            const LogOptions& options = {});

  // Checks some more, and tells how far it is; nothing if there is nothing to tell yet. The message
  // that has the verdict is the last. UNAVAILABLE if the scratch cannot be written.
  absl::StatusOr<std::optional<v1::CheckProgress>> Next();

 private:
  LedgerCheck(std::unique_ptr<Snapshot> snapshot, std::vector<Fold> folds,
              std::optional<Checkpoint> signed_last, std::unique_ptr<Scratch> scratch);

  // Each checks some more, and returns whether there is more of it to do.
  bool CheckEvents();
  bool CheckRows();
  // Whether enough was folded to be written.
  bool IsFull() const;
  // Writes what was folded. UNAVAILABLE if it cannot be written.
  absl::Status WriteStep();

  // Checks one record, and folds its events. False if it cannot be read.
  bool CheckRecord(const Record& record);
  void CheckEvent(const v1::RecordedEvent& event);
  // Says that the log cannot be read from `position` on.
  void EndAt(uint64_t position, absl::string_view why);
  // Starts to compare the rows of the next fold. False if there is none.
  bool OpenNextFold();

  v1::CheckProgress Report(bool ends);

  const std::unique_ptr<Snapshot> snapshot_;
  const std::vector<Fold> folds_;
  const std::unique_ptr<Scratch> scratch_;
  Findings findings_;
  RecordChain chain_;
  TreeCheck tree_;

  bool is_started_ = false;
  bool is_broken_ = false;
  v1::CheckStage stage_ = v1::CHECK_STAGE_EVENTS;
  v1::CheckVerdict verdict_;

  // What is folded and not written yet, and how much that is.
  std::unique_ptr<Scratch::Step> step_;
  uint64_t step_start_ = 0;
  size_t step_bytes_ = 0;

  // What the scratch holds in the end, and where the comparison of its rows stands.
  std::unique_ptr<Snapshot> made_;
  size_t next_fold_ = 0;
  std::unique_ptr<RowCheck> rows_;
};

}  // namespace tally
