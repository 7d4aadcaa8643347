// Folds: where in the state the rows of each fold of the log are kept, and how they are made again.
//
//   state    := registry rows*
//   registry := (0 name -> tally.v1.FoldState)*     0 as 8 bytes
//   rows     := (generation key -> value)*          generation as 8 bytes, big-endian, from 1;
//                                                   see ledger/store/versioned_store.h
//
// A rebuild writes a new generation beside the one in use, switches the registry to it, and removes
// the old one; a crash at any instant leaves one of the two in use.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/events/fold.h"
#include "ledger/log/log.h"
#include "ledger/store/versioned_store.h"

namespace tally {

// What a rebuild of one fold found.
struct Rebuilt {
  std::string name;
  // Number of rows now.
  uint64_t rows = 0;
  // SHA-256 over the rows, in hexadecimal.
  std::string digest;
  // Whether the rows that were there before were the same, byte for byte.
  bool identical = false;
};

// Folds that apply events to their rows.
class BoundFolds {
 public:
  void Add(const Fold& fold, std::unique_ptr<VersionedStore> rows);
  void Apply(const v1::RecordedEvent& event);

 private:
  struct Bound {
    std::unique_ptr<VersionedStore> rows;
    Fold::Apply apply;
  };

  std::vector<Bound> bound_;
};

class Folds {
 public:
  // Finds the rows of `folds` in `log`, which must outlive this, and rebuilds those that are not
  // there or were made by another version. DATA_LOSS if the log is damaged.
  static absl::StatusOr<Folds> Open(Log& log, std::vector<Fold> folds);

  // Makes the rows of every fold again from the log, and compares them with those that were there.
  absl::StatusOr<std::vector<Rebuilt>> Rebuild();

  // The rows of the fold `name` in `state`, which must outlive the result, as they were right after
  // the event at `as_of`.
  std::unique_ptr<VersionedStore> RowsOf(absl::string_view name, Store& state,
                                         uint64_t as_of = kNow) const;

  // All folds, to be applied to their rows in `state`, which must outlive the result.
  BoundFolds BindTo(Store& state) const;

 private:
  Folds(Log& log, std::vector<Fold> folds) : log_(&log), folds_(std::move(folds)) {}

  uint64_t GenerationOf(absl::string_view name) const;
  // Forgets the folds that are in the registry but not in folds_: what is not kept up is made again
  // when it comes back, and its generation may be another's by then.
  absl::Status ForgetOthers();
  // Makes the rows of the folds at `indices` again as new generations, and uses them.
  absl::Status Remake(const std::vector<size_t>& indices);
  absl::Status RemoveUnused();

  Log* log_;
  std::vector<Fold> folds_;
  // The generation in use of each fold, in the order of folds_; 0 if it has none.
  std::vector<uint64_t> generations_;
};

}  // namespace tally
