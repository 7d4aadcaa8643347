// Vendor price: the cost that a price follows, and how.

#pragma once

#include "ledger/explain/grounds.h"
#include "ledger/explain/recorded.h"

namespace tally {

// Adds the price of `line`, which follows what the vendor charges, to what it explains.
void AddVendorPrice(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent);

// The same of a cost that is passed on.
void AddPassedOn(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                 v1::Explanation& parent);

}  // namespace tally
