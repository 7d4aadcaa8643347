// WantedEvents: the events of the log that a consumer wants.
//
// It looks at streams and types and decodes no event, so that one that wants little of a long log
// costs little.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/consumers/wants.h"
#include "ledger/log/log.h"
#include "tally/v1/consumer.pb.h"

namespace tally {

class WantedEvents {
 public:
  // Looks in `snapshot`, which must outlive this, for what a consumer of the org wants.
  WantedEvents(Snapshot& snapshot, std::string org_id, v1::Consumer consumer);

  // As FindWanted. Stops the process if the log cannot be read: nothing that stands on a damaged
  // log is to be served.
  Search Find(uint64_t first, uint64_t last);

 private:
  // Whether the record that was read last holds `position`.
  bool Holds(uint64_t position) const { return first_ <= position && position <= last_; }
  void Look(const Record& record);

  Snapshot& snapshot_;
  const std::string org_id_;
  const v1::Consumer consumer_;
  // The record that was read last: its positions, and those that are wanted.
  uint64_t first_ = 1;
  uint64_t last_ = 0;
  std::vector<uint64_t> wanted_;
};

// Returns what looks in `snapshot`, which must outlive it.
FindWanted FindIn(Snapshot& snapshot, std::string org_id, v1::Consumer consumer);

}  // namespace tally
