// Correction: why lines that are billed again come to what they do.

#pragma once

#include <vector>

#include "ledger/explain/chain.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Returns the explanation of `line` of the invoice at `index` of `chain`: for one that was
// corrected, how, and below it what it was.
v1::Explanation ExplainLineOf(const std::vector<Invoiced>& chain, size_t index,
                              const v1::Line& line, Grounds& grounds);

// Adds to the explanation of the first invoice of `chain`, a correction, what it corrects, its
// terms and who issued it.
void AddCorrection(const std::vector<Invoiced>& chain, Past& past, Grounds& grounds,
                   v1::Explanation& document);

// Where the invoice stands whose tax rates and terms the first of `chain` has; zero if the chain
// does not reach it.
uint64_t OriginalAt(const std::vector<Invoiced>& chain);

}  // namespace tally
