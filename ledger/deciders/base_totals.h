// Base totals: what a document comes to in the org's currency, for the books.

#pragma once

#include "absl/status/status.h"
#include "ledger/rating/facts.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Sets the base totals of an invoice that is in another currency than the org's, at the last rate
// up to its issue date; without one they stay unset. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::Status SetBaseTotals(const v1::Org& org, const Facts& facts, v1::Invoice& invoice);

}  // namespace tally
