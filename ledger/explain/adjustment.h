// Adjustment: why an amount was added to a document, or taken off it.

#pragma once

#include "ledger/explain/grounds.h"
#include "ledger/explain/recorded.h"

namespace tally {

// Adds what `line`, a discount, a credit, a minimum or what is beyond a maximum, comes to and from
// what to what it explains.
void AddAdjustment(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                   v1::Explanation& parent);

// Adds the lines of earlier months that billed what `line` takes back.
void AddWhereBilled(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent);

}  // namespace tally
