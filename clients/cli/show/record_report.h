// Record report: what became of a file that was recorded.

#pragma once

#include <string>

#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/show/look.h"

namespace tally {

// Returns `4,722 rows: 4,700 recorded, 20 already known, 2 refused`, and the rows that were
// refused, the first hundred.
std::string RecordReportText(const cli::RecordReport& report, const Look& look);

}  // namespace tally
