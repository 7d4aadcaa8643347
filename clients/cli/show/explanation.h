// Explanation: why an invoice comes to what it does, as a tree.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/explain.pb.h"

namespace tally {

// What is said of the events that an explanation rests on.
enum class EventDetail { kPosition, kAll };

// Returns the tree, a sentence a branch, with amounts and the positions of events on the right;
// with all detail, below each sentence also the stream, the actor and the time of its event.
std::string ExplanationTree(const v1::Explanation& explanation, EventDetail detail,
                            const Look& look);

}  // namespace tally
