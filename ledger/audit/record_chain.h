// RecordChain: checks that each record of the log follows the one before it.
//
// That is: its hash covers what it holds and the hash before it, its position is the next one, and
// its time is not earlier. A record whose hash does not fit is told of and read nevertheless, so
// that what else is wrong is found too.

#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/audit/findings.h"
#include "ledger/log/record.h"

namespace tally {

// Returns the streams of `commit` in words, the first few of them.
std::string StreamsIn(const v1::Commit& commit);

class RecordChain {
 public:
  // `findings` must outlive this.
  explicit RecordChain(Findings& findings) : findings_(findings) {}

  // Returns the record in `stored`, which is kept under `position`. DATA_LOSS, in words, if it
  // cannot be read, or is not the next one: then nothing after it can be checked.
  absl::StatusOr<Record> Read(uint64_t position, absl::string_view stored);

  // Checks that the log ends where `head` says. To be called after the last record.
  void CheckEnd(const v1::LogHead& head);

  // Position of the last event that was read.
  uint64_t position() const { return head_.position(); }

 private:
  // Reads a record that does not fit as it is. `why` says how.
  absl::StatusOr<Record> ReadUnfit(absl::string_view stored, absl::string_view why);

  Findings& findings_;
  v1::LogHead head_ = EmptyHead();
  // What the hash of the last record would be, if it does not fit: the next record tells which of
  // the two was changed, hash or content.
  std::string other_hash_;
};

}  // namespace tally
