// Late: what invoices would come to by what is known now.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/late.pb.h"

namespace tally {

// Returns the differences by customer and month with their sums, and months that were missed.
std::string LateTable(const v1::LateDifferencePage& page, const Look& look);

}  // namespace tally
