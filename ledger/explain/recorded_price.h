// Recorded price: what each unit of a line costs that is told from what it records.

#pragma once

#include "ledger/explain/grounds.h"
#include "ledger/explain/recorded.h"

namespace tally {

// Adds the price to the explanation `explained`: since when it is held, of which cost at which
// exchange rate, in which tiers. Nothing for lines that are one amount, unless a person set it.
void AddRecordedPrice(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained);

}  // namespace tally
