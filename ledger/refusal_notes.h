// RefusalNotes: commands that were refused before the writer saw them, waiting to be kept.
//
// They are kept if that costs nobody anything: the line is short, what is like the one before is
// counted there, and what finds the line full is dropped and counted.

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ledger/refusals.h"

namespace tally {

class RefusalNotes {
 public:
  // Notes that may wait.
  static constexpr size_t kMaxWaiting = 1'000;

  // False if it was dropped.
  bool Add(RefusedCommand refused) {
    CutTexts(refused.record);
    if (!waiting_.empty() && waiting_.back().org_id == refused.org_id &&
        Repeats(waiting_.back().record, refused.record)) {
      CountIn(waiting_.back().record, refused.record);
      return true;
    }
    if (waiting_.size() == kMaxWaiting) {
      dropped_ += 1;
      return false;
    }
    waiting_.push_back(std::move(refused));
    return true;
  }

  std::vector<RefusedCommand> TakeAll() { return std::exchange(waiting_, {}); }
  bool empty() const { return waiting_.empty(); }
  // How many were dropped so far.
  uint64_t dropped() const { return dropped_; }

 private:
  std::vector<RefusedCommand> waiting_;
  uint64_t dropped_ = 0;
};

}  // namespace tally
