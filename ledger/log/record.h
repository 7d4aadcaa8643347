// Record: how one commit is written in the log, and chained to the one before.
//
//   key      := first_position                       8 bytes, big-endian
//   record   := format hash length commit personal
//   format   := 0x01
//   hash     := SHA-256(previous_hash commit)        32 bytes
//   length   := size of commit                       4 bytes, big-endian
//   commit   := tally.v1.Commit, encoded             personal texts sealed
//   personal := tally.v1.PersonalTexts, encoded      can be erased; held by the seals alone
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

struct Record {
  v1::Commit commit;
  v1::PersonalTexts personal;
};

// Appends an event to `record`, with its personal texts sealed.
void AddEvent(const std::string& stream, uint64_t version, v1::Event event, Record& record);

// Where a log without records ends.
v1::LogHead EmptyHead();

// Returns `record` as it is written after `head`, and moves `head` on to it.
std::string EncodeRecord(const Record& record, v1::LogHead& head);

// Returns the record in `bytes`, and moves `head`, which must be where the record before it ends,
// on to it. DATA_LOSS, naming the position, if the record is damaged or does not follow `head`.
absl::StatusOr<Record> DecodeRecord(absl::string_view bytes, v1::LogHead& head);

// Returns the record in `bytes` without checking its hash. DATA_LOSS if it cannot be read.
absl::StatusOr<Record> ReadRecord(absl::string_view bytes);

// Returns where the log ends if the record in `bytes`, whose first position is `position`, is its
// last. DATA_LOSS, naming the position, if it cannot be read.
absl::StatusOr<v1::LogHead> HeadAfter(uint64_t position, absl::string_view bytes);

// Calls `use` with each event of `record`, in order, until it returns false. DATA_LOSS if an event
// cannot be read, a personal text does not fit its seal, or the event is of a type that this
// version does not know.
absl::Status ForEachEvent(const Record& record,
                          const std::function<bool(const v1::RecordedEvent&)>& use);

}  // namespace tally
