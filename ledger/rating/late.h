// Late: how the invoice of a month differs from what is known of the month now.
//
//   month rated again - its invoice - what other documents settle of that = lines for a new draft

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/late_amounts.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/late.pb.h"

namespace tally {

// A month that was invoiced.
struct LateMonth {
  // It as it is rated again.
  const DraftInput& input;
  std::string invoice_number;
  // What its invoice bills, and what it comes to now.
  const v1::DraftContent& billed;
  const v1::DraftContent& now;
  // What was billed for it otherwise, credited or waived.
  std::vector<LateAmount> settled;
  // What people credited of lines of its invoice: it counts towards what has to be taken back, but
  // is never billed again.
  std::vector<LateAmount> credited;
};

// Returns the differences that are not zero, in the order of the plan's lines, each with the line
// that would bill it. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<std::vector<v1::LateDifference>> DifferencesOf(const LateMonth& month);

// Returns the line of a draft that bills `difference`, flagged.
v1::DraftLine LateLineOf(const v1::LateDifference& difference);

}  // namespace tally
