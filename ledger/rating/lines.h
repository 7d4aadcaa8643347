// Lines: from one line of a plan to the lines of a draft.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns what `part` bills: one line, and one more for what is beyond its allowance, or one for
// each price, cost or trigger, with what people changed on them, and with the flags that need no
// past. `before` are the lines that the draft has already. AMOUNT_OUT_OF_RANGE if an amount does
// not fit.
absl::StatusOr<std::vector<v1::DraftLine>> RatePart(
    const DraftInput& input, const BilledPart& part,
    const google::protobuf::RepeatedPtrField<v1::DraftLine>& before);

}  // namespace tally
