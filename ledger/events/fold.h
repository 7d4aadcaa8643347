// Fold: something that is derived from the events of the log, one after the other, and kept in a
// store: the books, and each projection.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/store/store.h"
#include "tally/v1/events.pb.h"

namespace tally {

struct Fold {
  // Applies one event. Cannot fail: an event is a fact.
  using Apply = std::function<void(const v1::RecordedEvent&)>;

  // Unique; never changes.
  std::string name;
  // Raised whenever the same events would lead to other rows; they are then rebuilt at start.
  uint32_t version;
  // Returns what applies events to the rows in a store; the store must outlive it.
  std::function<Apply(Store&)> bind;
};

}  // namespace tally
