// PlanSheet: what a customer pays for, in the words of a book.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns a plan with its lines and, below a line, what else it says of it; then its commitments
// and the discounts on the whole document.
std::string PlanSheet(const v1::Plan& plan, const Look& look);

}  // namespace tally
