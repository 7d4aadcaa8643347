// LateAgain: decides again what was decided on late differences.

#pragma once

#include "ledger/audit/decided_again.h"

namespace tally {

// Decides again the command behind `decided`, which settled late differences by `settled`.
DecidedAgain DecideLateAgain(const v1::LateDifferencesSettled& settled,
                             const DecidedCommit& decided, const Books& books);

}  // namespace tally
