// Advance: corrects what was billed in advance by what became of it.
//
// What was billed stands. From the day on which a quantity, a price or the plan changed, the unused
// part is credited as it was billed and the new quantity is charged, each rounded by itself; where
// only fewer units are used at the same price, what was taken away is credited. Where a plan has
// other periods, or none, what is left of the period that was billed is credited. The credits of a
// period never exceed what was billed for it. Lines without proration are billed for whole periods
// and never corrected.

#pragma once

#include <vector>

#include "absl/status/status.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/periods.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Adds to `content` the corrections of the periods of a line, whose lives are `lives`, that overlap
// the month and are billed by earlier drafts or by `content`, for all that changed before the end
// of the month. AMOUNT_OUT_OF_RANGE if an amount does not fit.
absl::Status CorrectAdvance(const DraftInput& input, const std::vector<LineLife>& lives,
                            v1::DraftContent& content);

}  // namespace tally
