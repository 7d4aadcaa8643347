// StreamCheck: each event stands in the stream that it belongs to, as the next one of it.

#pragma once

#include "ledger/audit/findings.h"
#include "ledger/streams.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Checks `event` against `streams`, which hold the events before it.
void CheckStream(const Streams& streams, const v1::RecordedEvent& event, Findings& findings);

}  // namespace tally
