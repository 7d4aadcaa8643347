// Recorded quantity: how many a line bills that is told from what it records.

#pragma once

#include "ledger/explain/grounds.h"
#include "ledger/explain/recorded.h"

namespace tally {

// Adds the quantity to the explanation `explained`: by which rule, of which counts, hours or
// entries. Lines that are one amount have none, unless a person set it.
void AddRecordedQuantity(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained);

// Adds the plan that prices the line to what it explains.
void AddPlan(const Recorded& recorded, Grounds& grounds, v1::Explanation& parent);

}  // namespace tally
