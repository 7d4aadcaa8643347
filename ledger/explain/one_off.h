// One-off: why the lines of an invoice of no month come to what they do.

#pragma once

#include "ledger/explain/chain.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Returns the explanation of `line` of `invoiced`, which has an origin.
v1::Explanation ExplainOneOffLine(const Invoiced& invoiced, const v1::Line& line, Grounds& grounds);

// Adds to the explanation of `invoiced`, which has an origin, what it bills, its terms and who
// issued it.
void AddOrigin(const Invoiced& invoiced, Grounds& grounds, v1::Explanation& document);

// Where the rates of its taxes stand: the revision of the quote, or the invoice itself.
uint64_t RatesAt(const Invoiced& invoiced);

}  // namespace tally
