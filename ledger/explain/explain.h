// Explain: from an invoice to the events that made it, as a tree of sentences that a customer can
// read.
//
// Nothing is computed that the invoice does not say: amounts are those that were printed, and the
// tree tells what they come from.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/explain/past.h"
#include "tally/v1/explain.pb.h"

namespace tally {

// Returns the explanation that `query` asks for. ORG_NOT_FOUND, INVOICE_NOT_FOUND or LINE_NOT_FOUND
// by the books of `past`; fails otherwise as `past` does.
absl::StatusOr<v1::Explanation> Explain(const v1::ExplainInvoice& query, Past& past);

}  // namespace tally
