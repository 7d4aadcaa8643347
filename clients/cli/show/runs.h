// Runs: what a month's billing did or would do.

#pragma once

#include <string>

#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/show/look.h"
#include "tally/v1/runs.pb.h"

namespace tally {

// Returns what a run would do: a row a customer, what it would skip, unmapped accounts, totals.
std::string PreviewTable(const v1::RunPreview& preview, const Look& look);

// Returns the same, and before it the lines of every draft.
std::string PreviewLines(const v1::RunPreview& preview, const Look& look);

// Returns what a run did: drafted, skipped and why, unmapped accounts, totals.
std::string RunReportText(const cli::RunReport& report, const Look& look);

// Returns the same, and before it what it did for each customer.
std::string RunSheet(const cli::RunReport& report, const Look& look);

// Returns a list of runs.
std::string RunTable(const v1::RunPage& page, const Look& look);

// Returns how a run goes, in one line: `2026-10: 1,203 drafted, 4 skipped, at oak-dental`.
std::string RunProgress(const v1::Run& run);

}  // namespace tally
