// How `audit` shows a check of the whole ledger.

#pragma once

#include <string>

#include "clients/cli/reports/audit.pb.h"
#include "clients/cli/show/look.h"

namespace tally {

// Returns how far a check is: `checking events: 5,000 of 12,345`.
std::string AuditProgress(const v1::CheckProgress& progress);

// Returns what was found, a row each, and what was checked.
std::string AuditText(const cli::AuditReport& report, const Look& look);

}  // namespace tally
