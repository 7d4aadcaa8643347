// Time lines: from the hours that were worked to lines of a draft.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the lines for the billable time entries of `part`: one for each rate, in the order in
// which the rates are first needed. Entries use up what is included in the order of their days;
// what is beyond is billed. Without any entries, one line with quantity 0. The first line carries
// the account of hours. AMOUNT_OUT_OF_RANGE if an amount does not fit.
absl::StatusOr<std::vector<v1::DraftLine>> RateTime(const DraftInput& input,
                                                    const BilledPart& part);

}  // namespace tally
