// Canonical: one way to write what can be written in several.

#pragma once

#include "google/protobuf/message.h"

namespace tally {

// Writes each number in `message` the shortest way, `12.50` as `12.5`, and each time of day without
// seconds that are zero. What is not written as its format says stays as it is.
void MakeCanonical(google::protobuf::Message& message);

}  // namespace tally
