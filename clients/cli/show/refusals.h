// Refusals: which commands were refused, and why.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/audit.pb.h"

namespace tally {

std::string RefusalTable(const v1::RefusalPage& page, const Look& look);

// Returns one refusal in one line, for a list that never ends.
std::string RefusalLine(const v1::RefusalRecord& record);

}  // namespace tally
