// Dunning: which reminders and late fees are due, for whom, and why not.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns what dunning does or would do about each invoice, with the late fees summed.
std::string DunningTable(const v1::DunningPage& page, const Look& look);

// Returns the outcomes in which something is due: a step, or one that is held back.
v1::DunningPage WhatIsDue(const v1::DunningPage& page);

}  // namespace tally
