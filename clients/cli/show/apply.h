// Apply: what applying a book changes, in words.

#pragma once

#include <string>

#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/show/look.h"

namespace tally {

// Returns how many resources of each part are added, changed and unchanged, then which. Long lists
// are cut short.
std::string ApplyReportText(const cli::ApplyReport& report, const Look& look);

}  // namespace tally
