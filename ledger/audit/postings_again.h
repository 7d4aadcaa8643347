// PostingsAgain: decides again what was noted of postings.

#pragma once

#include "ledger/audit/decided_again.h"

namespace tally {

// Returns nothing if the first event of `decided` is of no such command.
std::optional<DecidedAgain> DecidePostingsAgain(const DecidedCommit& decided, const Books& books);

}  // namespace tally
