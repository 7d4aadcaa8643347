// Record: how one commit is written in the log, and chained to the one before.
//
//   key      := first_position                       8 bytes, big-endian
//   record   := format hash commit
//   format   := 0x01
//   hash     := SHA-256(previous_hash commit)        32 bytes
//   commit   := tally.v1.Commit, encoded
//
// The previous hash of the first record is 32 zero bytes. So the hash of a record covers every
// record before it, and changing, removing or moving one breaks the chain at that place.

#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

// Where a log without records ends.
v1::LogHead EmptyHead();

// Returns the record of `commit`, which is to follow `head`, and moves `head` on to it.
std::string EncodeRecord(const v1::Commit& commit, v1::LogHead& head);

// Returns the commit in `record`, and moves `head`, which must be where the record before it ends,
// on to it. DATA_LOSS, naming the position, if the record is damaged or does not follow `head`.
absl::StatusOr<v1::Commit> DecodeRecord(absl::string_view record, v1::LogHead& head);

// Returns the commit in `record` without checking its hash. DATA_LOSS if it cannot be read.
absl::StatusOr<v1::Commit> ReadRecord(absl::string_view record);

// Returns where the log ends if `record`, whose first position is `position`, is its last.
// DATA_LOSS, naming the position, if it cannot be read.
absl::StatusOr<v1::LogHead> HeadAfter(uint64_t position, absl::string_view record);

// Calls `use` with each event of `commit`, in order, until it returns false. DATA_LOSS if an event
// cannot be read or is of a type that this version does not know.
absl::Status ForEachEvent(const v1::Commit& commit,
                          const std::function<bool(const v1::RecordedEvent&)>& use);

}  // namespace tally
