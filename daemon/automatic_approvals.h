// Automatic approvals: turns the drafts of a calendar's run that nobody has to look at into
// invoices, one command each.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "spdlog/logger.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the approvals that are still to be given of the drafts of `run`, by customer.
std::vector<v1::ApproveDraft> AutomaticApprovals(const Books& books, const v1::Run& run);

// Gives `approvals`, in order, as `actor`. What is refused stays in review, and is logged. False if
// not all were decided, because the ledger was overloaded or `stops`: call again later.
bool Approve(Ledger& ledger, const std::vector<v1::ApproveDraft>& approvals,
             const std::string& actor, const std::function<bool()>& stops, spdlog::logger& log);

}  // namespace tally
