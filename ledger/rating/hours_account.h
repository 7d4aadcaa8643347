// Hours account: what a part of a line for time used, with what earlier parts left and carried on.

#pragma once

#include <cstddef>
#include <map>

#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/hours.h"
#include "ledger/rating/time_entries.h"

namespace tally {

struct HoursAccount {
  HoursUse use;
  // The entries of the part and those that were carried on to it, by the ids that `use` has them
  // under, in the order of use.
  std::map<size_t, WorkedTime> entries;
  // Whether the line ends with the part.
  bool is_last = false;
};

// Returns the account of `part`. If it depends on earlier parts of the line, these are taken first,
// each with what the plan that billed it included, and with the entries that are known now.
HoursAccount AccountOf(const DraftInput& input, const BilledPart& part);

}  // namespace tally
