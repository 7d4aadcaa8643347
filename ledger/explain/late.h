// Late: why a line corrects the invoice of an earlier month.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds to the explanation of `rated`, a LINE_PART_LATE of `basis`, what the invoice bills, what it
// comes to by what the books of `basis` hold, and what of that was recorded since.
void AddLate(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
             v1::Explanation& explained);

}  // namespace tally
