// Rounding: where rounding went, by document.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Returns what rounding added to each invoice.
std::string RoundingTable(const v1::RoundingPage& page, const Look& look);

// Returns every figure that rounding changed.
std::string RoundingLines(const v1::RoundingPage& page, const Look& look);

}  // namespace tally
