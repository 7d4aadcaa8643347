// OutcomeCheck: what a request was answered is kept as the log says, so that sending it again has
// the same outcome.

#pragma once

#include "ledger/audit/findings.h"
#include "ledger/store/store.h"
#include "tally/v1/log.pb.h"

namespace tally {

// Compares `commit` with what is kept of its request in `requests`.
void CheckOutcome(const v1::Commit& commit, const Store& requests, Findings& findings);

}  // namespace tally
