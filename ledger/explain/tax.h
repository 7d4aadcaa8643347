// Tax: which tax is on a line or a document, at which rate, and what it comes to.

#pragma once

#include "ledger/explain/basis.h"
#include "ledger/explain/chain.h"
#include "ledger/explain/grounds.h"

namespace tally {

// Adds to the explanation of `line` of `invoice`, which was made from `basis`, who chose its tax,
// and below it the rate.
void AddLineTax(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
                Grounds& grounds, v1::Explanation& explained);

// Adds the taxes of the first invoice of `chain` to its explanation.
void AddDocumentTaxes(const std::vector<Invoiced>& chain, Grounds& grounds,
                      v1::Explanation& document);

// The tax group that `line` is in; an empty one if the invoice has none.
v1::TaxGroup TaxGroupOf(const v1::Invoice& invoice, const v1::Line& line);

}  // namespace tally
