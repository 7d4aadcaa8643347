// Revenue: what was billed and what recurs, months across.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Returns what was billed of each item or customer; `subject` is what its column is called.
std::string RevenueTable(const v1::RevenueReport& report, const std::string& subject,
                         const Look& look);

// Returns what recurs of each a month.
std::string RecurringTable(const v1::RevenueReport& report, const std::string& subject,
                           const Look& look);

}  // namespace tally
