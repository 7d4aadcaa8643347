// Trials: what an old system billed beside what is billed here, and what became of a file of it.

#pragma once

#include <string>

#include "clients/cli/reports/trials.pb.h"
#include "clients/cli/show/look.h"
#include "tally/v1/trials.pb.h"

namespace tally {

// Returns each line of each customer's month with what it was and is, and how many months are the
// same to the cent.
std::string TrialTable(const v1::TrialComparisonPage& page, const Look& look);

// Returns how many of the months are the same to the cent, in a sentence without its end.
std::string TrialSummary(const v1::TrialComparisonPage& page);

// Returns what became of the invoices, and the rows that were wrong.
std::string OldInvoicesText(const cli::OldInvoicesReport& report, const Look& look);

}  // namespace tally
