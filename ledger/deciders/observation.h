// Observation: what may be recorded as one, whatever was recorded before it.

#pragma once

#include <optional>

#include "absl/time/time.h"
#include "ledger/deciders/recording.h"
#include "tally/v1/counts.pb.h"

namespace tally {

// Returns what is wrong with `seen`, if anything is, at the time `now`.
std::optional<Wrong> ProblemWith(const v1::Observation& seen, absl::Time now);

// Returns `seen`, which is right, as it is recorded: numbers in their shortest form, members in
// order, and their number as the quantity. The quantity of a change is left to who knows what stood
// before.
v1::Observation Canonical(v1::Observation seen);

}  // namespace tally
