// Deltas: how a month differs from the one before, line by line.

#pragma once

#include "absl/status/status.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Compares the lines of `content` with those of the month before, under the same line ids: sets
// their deltas, the flags that need a past, the lines that vanished, and the change as a whole.
// Does nothing if the month before was not run. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::Status CompareWithPrevious(const DraftInput& input, v1::DraftContent& content);

}  // namespace tally
