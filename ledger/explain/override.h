// Override: the quantity or the price that a person set, and what it would have been.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds to `line`, the explanation of `rated`, the quantity that a person set, and who did so why.
// Returns below what the quantity stands that the line would have had; `line` if nobody set any.
v1::Explanation& AddSetQuantity(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                                v1::Explanation& line);

// The same of the price of one.
v1::Explanation& AddSetPrice(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                             v1::Explanation& line);

// The line as it was before a person set the quantity, or the price; as it is if nobody did.
v1::Line LineBeforeSetQuantity(const Basis& basis, const v1::DraftLine& rated);
v1::Line LineBeforeSetPrice(const Basis& basis, const v1::DraftLine& rated);

}  // namespace tally
