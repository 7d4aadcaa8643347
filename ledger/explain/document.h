// Document: why an invoice comes to what it does, and what became of it.

#pragma once

#include <vector>

#include "ledger/explain/chain.h"
#include "ledger/explain/grounds.h"
#include "ledger/explain/past.h"

namespace tally {

// Returns the explanation of the first invoice of `chain`.
v1::Explanation ExplainDocument(const std::vector<Invoiced>& chain, Past& past, Grounds& grounds);

// Returns that of a line of the first invoice of `chain`, with who drafted and approved it, and
// what was credited of it.
v1::Explanation ExplainLineAlone(const std::vector<Invoiced>& chain, const v1::Line& line,
                                 Past& past, Grounds& grounds);

}  // namespace tally
