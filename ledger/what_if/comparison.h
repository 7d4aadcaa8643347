// Comparison: how a customer's month comes out on two sides.

#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/what_if.pb.h"

namespace tally {

// Returns what both sides come to in `currency`, and the lines that differ, in the order of the
// side with the changes and then those that are gone; a line that bills nothing is as none. Without
// customer, month and invoice. Says as its problem if a figure does not fit.
v1::WhatIfMonth Compare(const std::optional<v1::DraftContent>& as_is,
                        const std::optional<v1::DraftContent>& with_changes,
                        absl::string_view currency);

// Whether the two sides differ.
bool Differs(const v1::WhatIfMonth& month);

// Adds a month without a problem to the sums of its month. False, changing nothing, if that does
// not fit.
bool AddTo(v1::WhatIfTotal& total, const v1::WhatIfMonth& month);

}  // namespace tally
