// Plan of a line: from a line of a document back to the plan that it comes from.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns the first day on which `plan` is in force.
absl::CivilDay FirstDayOf(const v1::Plan& plan);

// Returns the line of `plan` under that id; nothing if there is none.
const v1::PlanLine* FindLine(const v1::Plan& plan, absl::string_view line_id);

// Returns the plan that a document as a whole is by: the one in force on the first day of the month
// or, while there is none yet, the first, which is billed in advance. Nothing without plans.
const v1::Plan* PlanOfDocument(const DraftInput& input);

// Returns the plan that prices `line`, which is one of `content`; nothing if it is not there.
const v1::Plan* PlanOf(const DraftInput& input, const v1::DraftContent& content,
                       const v1::Line& line);

// Returns the line of its plan that `line` comes from; nothing if it comes from none.
const v1::PlanLine* PlanLineBehind(const DraftInput& input, const v1::DraftContent& content,
                                   const v1::Line& line);

// Returns the id of the line of the plan that `line` bills. For a credit, that is the one which is
// credited.
std::string BilledLineOf(const DraftInput& input, const v1::DraftContent& content,
                         const v1::Line& line);

}  // namespace tally
