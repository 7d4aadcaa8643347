// Progress: how far one consumer is, as a state machine over rows.
//
// An event that the consumer wants waits until it is acknowledged, or parked after it was sent and
// failed too often. What is finished beyond the first that waits is noted event by event; the done
// position moves over it when its turn comes. Parked events that are replayed wait again, wherever
// the done position is by then.
//
//   Progress progress(rows, "acme", consumer, find_wanted);
//   if (absl::Status is = progress.Acknowledge(4711, "positions[0]"); !is.ok()) return is;
//   progress.Save();
//
// Nothing is written before Save(), so that a change is made as a whole or not at all.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/consumers/change.h"
#include "ledger/consumers/wants.h"
#include "ledger/store/table.h"
#include "tally/v1/consumer.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

// Events beyond the done position of which something is noted, at most.
inline constexpr int kMaxNoted = 1'000;
// Parked events of a consumer, at most; what fails then is sent again and again.
inline constexpr uint64_t kMaxParked = 100'000;
// Positions that one change looks through for the next wanted event, at most.
inline constexpr uint64_t kMaxLookedThrough = 1'000;

// Rows of all consumers, by org and consumer; what is of an event also by its position.
struct ProgressRows {
  // `rows` must outlive this.
  explicit ProgressRows(Store& rows)
      : progress(rows, "consumers"),
        replayed(rows, "replayed"),
        parked(rows, "parked"),
        parked_counts(rows, "parked_counts") {}

  Table<v1::ConsumerProgress, Text, Text> progress;
  // Events up to the done position that were parked, and wait again.
  Table<v1::ConsumedEvent, Text, Text, Number> replayed;
  Table<v1::ParkedState, Text, Text, Number> parked;
  // How many are parked.
  Table<google::protobuf::UInt64Value, Text, Text> parked_counts;

  // Forgets all that is known of a consumer.
  void Remove(absl::string_view org_id, absl::string_view consumer_id);
};

class Progress {
 public:
  // `rows` and what `find_wanted` looks through must outlive this. A consumer without rows is where
  // its definition says.
  Progress(ProgressRows& rows, std::string org_id, v1::Consumer consumer, FindWanted find_wanted);

  // Whether the event waits to be acknowledged: the consumer wants it, and it is neither done nor
  // parked.
  bool IsWaiting(uint64_t position) const;
  // How often an event that waits has failed.
  uint32_t FailuresOf(uint64_t position) const;
  // Every wanted event up to here is done or parked, as far as that was saved.
  uint64_t DonePosition() const;
  // The same, but for events that were replayed.
  uint64_t reached() const { return row_.done_position(); }
  // Events beyond reached() that are acknowledged already.
  size_t AcknowledgedBeyond() const;
  uint64_t ParkedCount() const { return parked_count_; }

  // Says that an event was dealt with. Changes nothing if that was said before. EVENT_NOT_WAITING,
  // naming `field`, if it is parked, or none that the consumer wants, or too far ahead.
  absl::Status Acknowledge(uint64_t position, absl::string_view field);
  // The same; EVENT_NOT_WAITING also if it was said before.
  absl::Status AcknowledgeOnce(uint64_t position, absl::string_view field);
  // Says that an event could not be dealt with; returns whether it is parked now. EVENT_NOT_WAITING
  // if it does not wait.
  absl::StatusOr<bool> Fail(uint64_t position, absl::string_view reason, absl::Time now);
  // The same of one that was sent for the `attempt`-th time; nothing if it is known by now what
  // became of that.
  void Expire(uint64_t position, uint32_t attempt, absl::string_view reason, absl::Time now);
  // Takes parked events back, and returns how many were parked. All, up to `limit`, the oldest
  // first and as far as that was saved, if `positions` is empty.
  uint32_t Replay(const std::vector<uint64_t>& positions, uint32_t limit);
  // Moves on from any position from `from` on to `to`, between which `searched`, a consumer, wants
  // nothing. Nothing if this one wants something else.
  void Skip(const v1::Consumer& searched, uint64_t from, uint64_t to);
  // Moves on over what is finished or not wanted, a limited way.
  void MoveOn();

  // Writes what was changed.
  void Save();
  // What was changed.
  const std::vector<ConsumerChange>& changes() const { return changes_; }

 private:
  const v1::ConsumedEvent* Noted(uint64_t position) const;
  // The note on an event beyond the done position, made if there was none.
  v1::ConsumedEvent& Note(uint64_t position);
  void EraseNote(uint64_t position);
  std::optional<v1::ConsumedEvent> Replayed(uint64_t position) const;
  bool IsParked(uint64_t position) const;
  bool IsAcknowledged(uint64_t position) const;
  // Whether it is the first wanted event beyond the done position, and not far from that.
  bool IsNext(uint64_t position) const;
  // EVENT_NOT_WAITING unless it waits and can be noted.
  absl::Status CheckWaiting(uint64_t position, absl::string_view field) const;
  bool CountFailure(uint64_t position, absl::string_view reason, absl::Time now);
  void Park(uint64_t position, uint32_t attempts, absl::string_view reason, absl::Time now);
  void TakeBack(uint64_t position);
  void Changed(ConsumerChange::Kind kind, uint64_t position);

  ProgressRows& rows_;
  const std::string org_id_;
  const v1::Consumer consumer_;
  const FindWanted find_wanted_;
  v1::ConsumerProgress row_;
  uint64_t parked_count_ = 0;
  // What Save() writes; nothing in place of a row that it deletes.
  std::map<uint64_t, std::optional<v1::ConsumedEvent>> replayed_;
  std::map<uint64_t, std::optional<v1::ParkedState>> parked_;
  std::vector<ConsumerChange> changes_;
};

}  // namespace tally
