// Advance: corrects what was billed in advance by what became of it.
//
// What was billed stands. From the day on which a quantity, a price or the plan changed, the unused
// part is credited at the price that was billed and the new quantity is charged, each rounded by
// itself; where only fewer units are used at the same price, what was taken away is credited. The
// credits of a period never exceed what was billed for it. Lines without proration are billed for
// whole periods and never corrected.

#pragma once

#include "absl/status/status.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/periods.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Adds to `content` the corrections of the periods of `life` that overlap the month and were billed
// by earlier drafts, for all that changed before the end of the month. AMOUNT_OUT_OF_RANGE if an
// amount does not fit.
absl::Status CorrectAdvance(const DraftInput& input, const LineLife& life,
                            v1::DraftContent& content);

}  // namespace tally
