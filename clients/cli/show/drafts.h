// Drafts: what became of decisions about drafts.

#pragma once

#include <string>

#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/show/look.h"

namespace tally {

// Returns the drafts that something was done for, with the numbers that they were given. `verb` is
// what was done, such as `approved`.
std::string DraftsReportText(const cli::DraftsReport& report, const char* verb, const Look& look);

}  // namespace tally
