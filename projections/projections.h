// Projections: all there are.

#pragma once

#include <vector>

#include "ledger/events/fold.h"

namespace tally {

std::vector<Fold> AllProjections();

}  // namespace tally
