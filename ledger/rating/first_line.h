// First line: which line of a plan bills what several of its lines would.
//
// Work on a ticket of a project can be billed by a line for tickets and by one for projects. It is
// billed once: by the line that comes first in the plan in force on its day.

#pragma once

#include <functional>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/periods.h"

namespace tally {

// Whether no line that comes before the line of `part` bills `day` in the same way and `takes` what
// is in question. `lives` are those of all lines.
bool IsFirstLine(const DraftInput& input, const std::vector<LineLife>& lives,
                 const BilledPart& part, absl::CivilDay day,
                 const std::function<bool(const v1::PlanLine&)>& takes);

}  // namespace tally
