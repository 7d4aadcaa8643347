// Accumulation: quantities that add up over several periods before they are billed.
//
// A period is billed what the total so far comes to, less what the earlier periods of the window
// were billed, so that all bills of a window come to one bill at its end.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/quantity.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns what was counted from the start of the part's window up to the end of the part.
Counted CountWindow(const DraftInput& input, const BilledPart& part);

// Returns the total of the window, which was counted as `counted`, and what of it was billed
// before: by earlier months, and by `before`, the lines that the draft has already.
v1::Accumulated Accumulate(const DraftInput& input, const BilledPart& part, const Counted& counted,
                           const google::protobuf::RepeatedPtrField<v1::DraftLine>& before);

// Returns the least multiple of `step` that is not below `quantity`; `quantity` itself if `step` is
// empty or zero.
Fraction RoundedUp(const Fraction& quantity, absl::string_view step);

}  // namespace tally
