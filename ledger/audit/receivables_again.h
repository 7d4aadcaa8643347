// Receivables again: decides again what gave up, disputed, dunned or closed something.

#pragma once

#include "ledger/audit/decided_again.h"

namespace tally {

// Returns nothing if the first event of `decided` is of no such command.
std::optional<DecidedAgain> DecideReceivablesAgain(const DecidedCommit& decided,
                                                   const Books& books);

}  // namespace tally
