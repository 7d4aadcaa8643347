// Difference: where two messages differ, in words.

#pragma once

#include <optional>
#include <string>

#include "google/protobuf/message.h"

namespace tally {

// Returns the first field, in the order of field numbers, in which `recorded` is not what `derived`
// is, such as `line seat, amount: 12.51 USD is recorded, 12.50 USD comes out`; nothing if they are
// equal. Both are of the same type.
std::optional<std::string> FirstDifference(const google::protobuf::Message& recorded,
                                           const google::protobuf::Message& derived);

}  // namespace tally
