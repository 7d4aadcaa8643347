// Recorded line: tells a line from what it records itself, and from the events that it names.
//
// So are told all lines that are more than a fixed or counted quantity of a whole month at one
// price: parts of periods, tiers, hours, discounts, what was billed in advance, and the like.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds to `explained` what the line `rated` of `basis` is and what it is for, how many it bills at
// which price, how its amount was rounded, and what other sources counted.
void AddRecordedLine(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                     v1::Explanation& explained);

}  // namespace tally
