// Payments again: decides again what brought money in, gave it back or settled something with it.

#pragma once

#include "ledger/audit/decided_again.h"

namespace tally {

// Returns nothing if the first event of `decided` is of no such command. What was settled is taken
// as asked for; days, worths in the books and what is left are derived.
std::optional<DecidedAgain> DecidePaymentsAgain(const DecidedCommit& decided, const Books& books);

}  // namespace tally
