// WhatIf: what past months would have billed with changes.

#pragma once

#include <cstddef>
#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/what_if.pb.h"

namespace tally {

// Returns the sums of each month, the `most` clients that change most, and what could not be said.
// `comparison` holds all parts in one; of its months those that differ are enough.
std::string WhatIfTable(const v1::WhatIfPart& comparison, size_t most, const Look& look);

// Returns the same, and before it every line that differs.
std::string WhatIfLines(const v1::WhatIfPart& comparison, size_t most, const Look& look);

}  // namespace tally
