// Calendar: what is run by itself, and when.

#pragma once

#include <string>

#include "clients/cli/reports/trials.pb.h"
#include "clients/cli/show/look.h"

namespace tally {

// Returns what is due next, and the runs that the calendar started.
std::string CalendarText(const cli::CalendarReport& report, const Look& look);

}  // namespace tally
