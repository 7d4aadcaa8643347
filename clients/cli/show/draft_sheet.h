// DraftSheet: one draft whole, as a reviewer reads it.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the draft's lines with last month's figures, its taxes, flags, overrides and the counts
// it rests on.
std::string DraftSheet(const v1::Draft& draft, const Look& look);

}  // namespace tally
