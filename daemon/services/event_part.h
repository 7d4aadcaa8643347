// EventPart: as much of the log as fits one page or message, of the events that are asked for.
//
// Other events are looked at and left out, up to a limit, so that a narrow filter cannot make a
// call long: a part may be empty and still not be the last. One stream is read through its index,
// so that it costs what it is long, and not what the log is.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "daemon/services/event_filter.h"
#include "ledger/ledger.h"
#include "tally/v1/events.pb.h"

namespace tally {

struct PartLimits {
  // Events at most.
  size_t events;
  // Their size at most, unless one alone is larger.
  size_t bytes;
  // Positions that are looked at, at most.
  uint64_t looked_at;
};

struct EventPart {
  google::protobuf::RepeatedPtrField<v1::RecordedEvent> events;
  // Where the next part starts: the first position that was not looked at. Read forwards it lies
  // beyond the view when there is no next part; read backwards it is then zero.
  uint64_t next = 0;
  // Whether the event at `next` is asked for, and only did not fit.
  bool is_full = false;
};

// Reads what `view` shows from `position` on, forwards or backwards. DATA_LOSS if the log cannot be
// read.
absl::StatusOr<EventPart> ReadForwards(const View& view, const EventFilter& filter,
                                       uint64_t position, const PartLimits& limits);
absl::StatusOr<EventPart> ReadBackwards(const View& view, const EventFilter& filter,
                                        uint64_t position, const PartLimits& limits);

}  // namespace tally
