// Lines: from one line of a plan to one line of a draft.

#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "ledger/calendar/period.h"
#include "ledger/rating/draft.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns `plan_line` as it is billed in `month`, with a person's `override` if there is one, and
// with the flags that need no past. AMOUNT_OUT_OF_RANGE if its amount does not fit.
absl::StatusOr<v1::DraftLine> RateLine(const DraftInput& input, const v1::PlanLine& plan_line,
                                       const Span& month,
                                       const std::optional<v1::LineOverride>& line_override);

// The currency that `customer` is billed in.
const std::string& CurrencyOf(const v1::Org& org, const v1::Customer& customer);

// Adds a flag to `flags`; it blocks approval if its kind does.
void AddFlag(google::protobuf::RepeatedPtrField<v1::Flag>& flags, v1::FlagKind kind,
             absl::string_view detail);

}  // namespace tally
