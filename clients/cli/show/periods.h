// Periods: which months of the books are closed, and what was revalued at their ends.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/accounting_periods.pb.h"

namespace tally {

std::string PeriodTable(const v1::AccountingPeriodPage& page, const Look& look);

}  // namespace tally
