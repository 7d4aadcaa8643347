// Seen: whether what the daemon shows is what the model remembers.

#pragma once

#include <cstdint>
#include <optional>

#include "model/divergence.h"
#include "model/state.h"
#include "system/support/client.h"

namespace tally {

// Compares all of `state` with what `client` is shown: now if `as_of` is zero, else as of that
// position.
std::optional<Divergence> CompareSeen(const Client& client, const State& state, uint64_t as_of);

}  // namespace tally
