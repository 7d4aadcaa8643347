// Postings: which documents are in which accounting system.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/show/look.h"
#include "tally/v1/postings.pb.h"

namespace tally {

std::string PostingTable(const v1::PostingPage& page, const Look& look);
std::string PostingSheet(const v1::DocumentPosting& posting);
std::string PostReportText(const cli::PostReport& report, const Look& look);

// Names of the states that are listed, as people type them: `in_doubt`.
std::vector<std::string> PostingStateNames();
std::optional<v1::PostingState> ParsePostingState(absl::string_view name);
// The same of any state: `not waiting`.
std::string PostingStateWords(v1::PostingState state);

}  // namespace tally
