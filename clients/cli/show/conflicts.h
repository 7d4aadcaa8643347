// Conflicts as tables.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/conflicts.pb.h"

namespace tally {

// Returns a row a conflict, and below it what was contributed and why it was approved all the same.
std::string ConflictTable(const v1::ConflictPage& page, const Look& look);

}  // namespace tally
