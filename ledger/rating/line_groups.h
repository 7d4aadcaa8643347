// Line groups: what the lines of a draft still bill after what was taken off them.

#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// A line, and the discounts and caps that stand right behind it.
struct LineGroup {
  // Its index in the content, and the one after its last discount or cap.
  int line = 0;
  int end = 0;
  // What they come to as their prices say it, in minor units, less the line's part of discounts on
  // the document, and less credits and corrections of the same line of the plan. Never negative.
  int64_t left = 0;
};

// Returns the groups in the order of the document; discounts on the document are none. Credits and
// corrections are taken off the last line first. AMOUNT_OUT_OF_RANGE if a sum does not fit.
absl::StatusOr<std::vector<LineGroup>> GroupsOf(const DraftInput& input,
                                                const v1::DraftContent& content);

}  // namespace tally
