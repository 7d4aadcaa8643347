// LineIds: what the lines of a plan are called.

#pragma once

#include <string>
#include <vector>

#include "tally/v1/plans.pb.h"

namespace tally {

// Returns the ids of the lines of a plan, with those filled in that it leaves out: the item's id,
// and from the second line of an item on `-2`, `-3` … after it; of an item's long id as much as
// leaves room.
std::vector<std::string> LineIds(const v1::Plan& plan);

}  // namespace tally
