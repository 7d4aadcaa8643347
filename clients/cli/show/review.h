// Review: the review queue as people look at it.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the queue with its totals, and below it how to approve what it shows.
std::string ReviewTable(const v1::DraftPage& queue, const Look& look);

}  // namespace tally
