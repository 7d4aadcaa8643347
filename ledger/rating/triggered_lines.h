// Triggered lines: from what happened once to lines of a draft.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns one line for each trigger of the kind and subject that happened before the end of `part`
// and is billed neither by another month nor by `before`, the lines that the draft has already.
// AMOUNT_OUT_OF_RANGE if an amount does not fit.
absl::StatusOr<std::vector<v1::DraftLine>> RateTriggered(
    const DraftInput& input, const BilledPart& part,
    const google::protobuf::RepeatedPtrField<v1::DraftLine>& before);

}  // namespace tally
