// ConsumerWorld: one consumer, the rows of its progress, and a log of which some events are wanted.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/consumers/progress.h"
#include "ledger/store/memory_store.h"
#include "support/text.h"

namespace tally {

class ConsumerWorld {
 public:
  ConsumerWorld(std::set<uint64_t> wanted, uint64_t head, uint32_t max_attempts = 3)
      : wanted_(std::move(wanted)), head_(head) {
    consumer_.set_consumer_id("c");
    consumer_.set_from_position(1);
    consumer_.set_max_attempts(max_attempts);
  }

  // How far the consumer is; another object each time, as after a restart.
  Progress Open() {
    return Progress(rows_, "msp", consumer_, [this](uint64_t first, uint64_t last) -> Search {
      looked_at_ += last - first + 1;
      const auto next = wanted_.lower_bound(first);
      if (next != wanted_.end() && *next <= std::min(last, head_)) return {*next, true};
      return {std::max(first, std::min(last, head_) + 1), false};
    });
  }

  absl::Status Acknowledge(uint64_t position) {
    Progress progress = Open();
    absl::Status is = progress.Acknowledge(position, "positions[0]");
    if (is.ok()) progress.Save();
    return is;
  }

  // Whether the event is parked now.
  absl::StatusOr<bool> Fail(uint64_t position, absl::string_view reason = "no") {
    Progress progress = Open();
    absl::StatusOr<bool> parked = progress.Fail(position, reason, now_);
    if (parked.ok()) progress.Save();
    return parked;
  }

  void Expire(uint64_t position, uint32_t attempt) {
    Progress progress = Open();
    progress.Expire(position, attempt, "late", now_);
    progress.Save();
  }

  uint32_t Replay(const std::vector<uint64_t>& positions, uint32_t limit = 1'000) {
    Progress progress = Open();
    const uint32_t replayed = progress.Replay(positions, limit);
    progress.Save();
    return replayed;
  }

  uint64_t Done() { return Open().DonePosition(); }
  bool IsWaiting(uint64_t position) { return Open().IsWaiting(position); }

  const std::set<uint64_t>& wanted() const { return wanted_; }
  void Record(uint64_t position, bool wanted) {
    head_ = position;
    if (wanted) wanted_.insert(position);
  }
  uint64_t head() const { return head_; }
  uint64_t looked_at() const { return looked_at_; }
  v1::Consumer& consumer() { return consumer_; }
  ProgressRows& rows() { return rows_; }
  const MemoryStore& store() const { return store_; }
  absl::Time now() const { return now_; }

 private:
  MemoryStore store_;
  ProgressRows rows_{store_};
  std::set<uint64_t> wanted_;
  uint64_t head_;
  uint64_t looked_at_ = 0;
  v1::Consumer consumer_;
  const absl::Time now_ = InstantOf("2026-11-03T12:00:00Z");
};

}  // namespace tally
