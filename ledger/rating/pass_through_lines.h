// Pass-through lines: from costs that were made for a customer to lines of a draft.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns one line for each cost of the kind in the days of `part`, at its cost with the line's
// markup or margin. AMOUNT_OUT_OF_RANGE if an amount does not fit.
absl::StatusOr<std::vector<v1::DraftLine>> RatePassThrough(const DraftInput& input,
                                                           const BilledPart& part);

}  // namespace tally
