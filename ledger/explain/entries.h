// Entries: the time entries, costs and triggers that a line bills.

#pragma once

#include <optional>

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"
#include "tally/v1/usage.pb.h"

namespace tally {

// What was recorded under `entry`, from the books; nothing if it is of another kind.
std::optional<v1::TimeEntry> FindTime(const Basis& basis, const v1::BilledEntry& entry);
std::optional<v1::Charge> FindCharge(const Basis& basis, const v1::BilledEntry& entry);
std::optional<v1::Trigger> FindTrigger(const Basis& basis, const v1::BilledEntry& entry);

// Adds each entry of `line`, with the event that recorded it, to what it explains.
void AddEntries(const Basis& basis, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent);

}  // namespace tally
