// Differences: what a draft would be now, against what was reviewed.

#pragma once

#include <vector>

#include "tally/v1/drafts.pb.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

// Returns what differs between two contents of a draft, the document first, then line by line.
std::vector<v1::Difference> DifferencesBetween(const v1::DraftContent& reviewed,
                                               const v1::DraftContent& now);

}  // namespace tally
