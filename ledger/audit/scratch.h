// Scratch: a store of its own in which the events are folded again, on disk and so of any size.
//
//   directory := PARENT "/audit-" ??????      removed with the scratch
//   rows      := (fold_number key -> value)*  8 bytes, big-endian, from 1 in the order of the folds
//
// What a daemon that was killed leaves behind is removed at its next start.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/events/fold.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "ledger/store/prefix_store.h"
#include "ledger/streams.h"

namespace tally {

class Scratch {
 public:
  // Scratches that a directory may hold at once.
  static constexpr size_t kMaxAtOnce = 2;

  // Some events that are folded and then written at once.
  class Step {
   public:
    Step(Log& log, const std::vector<Fold>& folds);

    // What is made of the events so far.
    const Books& books() const { return books_; }
    const Streams& streams() const { return streams_; }
    void Apply(const v1::RecordedEvent& event) { folds_.Apply(event); }

   private:
    friend class Scratch;

    std::unique_ptr<Batch> batch_;
    BoundFolds folds_;
    std::unique_ptr<VersionedStore> books_rows_;
    std::unique_ptr<VersionedStore> streams_rows_;
    const Books books_;
    const Streams streams_;
  };

  // Makes one in `parent` for `folds`, which must have books and streams among them; `options` are
  // what it stands on. RESOURCE_EXHAUSTED if there are kMaxAtOnce; UNAVAILABLE if it cannot be
  // made.
  static absl::StatusOr<std::unique_ptr<Scratch>> Make(const std::string& parent,
                                                       std::vector<Fold> folds,
                                                       const LogOptions& options = {});
  // Removes all that are in `parent`; none of them may be in use.
  static void RemoveAll(const std::string& parent);

  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // Goes on with the next events. One step at a time.
  std::unique_ptr<Step> Begin() { return std::make_unique<Step>(*log_, folds_); }
  // UNAVAILABLE if it cannot be written.
  absl::Status End(std::unique_ptr<Step> step) { return log_->Append(std::move(step->batch_)); }

  // All that was written.
  std::unique_ptr<Snapshot> Read() const { return log_->NewSnapshot(); }
  // What the keys of the fold at `index` start with.
  static std::string PrefixOf(size_t index);

 private:
  Scratch(std::string directory, std::vector<Fold> folds)
      : directory_(std::move(directory)), folds_(std::move(folds)) {}

  const std::string directory_;
  const std::vector<Fold> folds_;
  std::unique_ptr<Log> log_;
};

}  // namespace tally
