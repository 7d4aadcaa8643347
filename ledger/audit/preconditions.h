// Preconditions: what folding and deciding take for granted of an event, because a decider made
// sure of it. In a log that was changed it may not hold; the event is then told of and left out.

#pragma once

#include <optional>
#include <string>

#include "ledger/books/books.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Returns in words why `event` cannot be folded into what is made of the events before it, of which
// `books` are; nothing if it can.
std::optional<std::string> WhyNotFolded(const Books& books, const v1::RecordedEvent& event);

}  // namespace tally
