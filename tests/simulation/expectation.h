// Expectation: what a ledger must hold, kept beside it: every record that was acknowledged or seen
// after a start, and the rows that a fresh fold makes of them.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/events/fold.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "ledger/store/memory_store.h"

namespace tally {

class Expectation {
 public:
  // A record of the log, as it is stored.
  struct Stored {
    uint64_t first_position = 0;
    std::string bytes;
    // Of the commit in it.
    std::string request_id;
    std::string reply;
  };

  // `folds` are all that the ledger keeps.
  explicit Expectation(std::vector<Fold> folds);

  // Takes the records behind those that are expected: from now on they are, too.
  absl::StatusOr<std::vector<Stored>> TakeNew(Snapshot& snapshot);

  // Checks that `snapshot` begins with all that is expected, byte for byte.
  absl::Status CheckRecords(Snapshot& snapshot) const;

  // Checks that `snapshot` holds what is expected and nothing else: its records form a chain
  // without a gap, its tree is that of its events, and its rows are those of a fresh fold, byte for
  // byte.
  absl::Status CheckAll(Snapshot& snapshot) const;

  // The record of the command with that request id; null if none is expected.
  const Stored* Find(const std::string& request_id) const;

  // Position of the last event that is expected.
  uint64_t position() const { return position_; }

 private:
  absl::Status FoldIn(const Record& record);
  absl::Status CheckTree(Snapshot& snapshot) const;
  absl::Status CheckRows(Snapshot& snapshot) const;

  const std::vector<Fold> folds_;
  std::vector<Stored> records_;
  uint64_t position_ = 0;
  MemoryStore rows_;
  BoundFolds bound_;
};

}  // namespace tally
