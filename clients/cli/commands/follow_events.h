// FollowEvents: prints events as they are recorded, whatever becomes of the daemon meanwhile.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>

#include "absl/status/status.h"
#include "clients/cli/session/session.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Prints events, one a line.
void PrintEvents(Session& session,
                 const google::protobuf::RepeatedPtrField<v1::RecordedEvent>& events);

// Prints the events from position `next` on, each once, for as long as stdout is read. Waits for a
// daemon that goes away, or that says nothing, and goes on from where it was. Fails if it refuses.
absl::Status FollowEvents(Session& session, const v1::EventFilter& filter, uint64_t next);

}  // namespace tally
