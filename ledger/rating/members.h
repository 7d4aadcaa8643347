// Members: who was counted, each of them once.

#pragma once

#include <vector>

#include "ledger/money/fraction.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/sources.pb.h"

namespace tally {

struct Members {
  // How many there are, without those that are left out.
  Fraction quantity;
  // Whom the meter excludes, and who was met before; by id, each as often as it was met, so that
  // both lists and the quantity add up to what was counted.
  v1::LeftOutMembers left_out;
  // Whether a count of more than nobody does not say who they are. They count as all different.
  bool missing = false;
};

// Returns the members of `counts` together, as `meter` tells them apart.
Members CountMembers(const v1::Meter& meter, const std::vector<const v1::Count*>& counts);

}  // namespace tally
