// ConsumerChange: what became of an event that a consumer was sent, for those who send it.

#pragma once

#include <cstdint>
#include <string>

namespace tally {

struct ConsumerChange {
  enum Kind {
    // The event was acknowledged or parked.
    kFinished,
    // It waits again after it failed.
    kFailed,
    // It waits again after it was parked.
    kReplayed,
    // There is no such consumer any more; of no position.
    kRemoved,
  };

  Kind kind = kFinished;
  std::string org_id;
  std::string consumer_id;
  uint64_t position = 0;
};

}  // namespace tally
