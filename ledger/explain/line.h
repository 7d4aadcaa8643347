// Line: why a line of an invoice that bills a month comes to what it does.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Returns the explanation of `line` of `invoice`, which was made from `basis`.
v1::Explanation ExplainLine(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
                            Grounds& grounds);

// Starts the explanation of a line with what it says itself.
v1::Explanation StartLine(const v1::Line& line, Grounds& grounds);
// Adds how the amount of `line` was rounded by `org`, if it was.
void AddRounding(const v1::Line& line, const v1::Org& org, Grounds& grounds,
                 v1::Explanation& explained);

}  // namespace tally
