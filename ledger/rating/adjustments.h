// Adjustments: what is added to or taken off the lines of a draft before tax.
//
// Each looks at the lines that are there and adds lines of its own, right behind those they belong
// to, or at the end. They are made in the order in which they stand here.

#pragma once

#include "absl/status/status.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Takes the discounts of the plans' lines off: `seats.discount`, `seats.discount-2` … Never more
// than what the line still bills. A percentage is of what is left after the discount before it,
// rounded.
absl::Status TakeLineDiscounts(const DraftInput& input, v1::DraftContent& content);

// Takes credits off: for each line of kind `credit` of the plan in force, in every period or once
// for each trigger. Never more than what is left of the line that is credited.
absl::Status TakeCredits(const DraftInput& input, v1::DraftContent& content);

// Adds what is missing to minimum commitments, and takes off what is beyond maximum ones, line by
// line in the order of the document.
absl::Status KeepCommitments(const DraftInput& input, v1::DraftContent& content);

// Takes the discounts of the document off, spread over the lines by largest remainder: one line for
// each tax.
absl::Status TakeDocumentDiscounts(const DraftInput& input, v1::DraftContent& content);

}  // namespace tally
