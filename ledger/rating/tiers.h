// Tiers: what a quantity costs where the price depends on it.

#pragma once

#include <vector>

#include "ledger/money/fraction.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

struct TierPrice {
  // What the quantity costs, exact; out of range if a figure is.
  Fraction amount;
  // What each tier that is entered comes to, in order: units or blocks, rounded to 6 decimals where
  // those are not exact, at its price and with its fee, which are `0` if it has none.
  std::vector<v1::TierCharge> charges;
};

// Returns what `quantity`, zero or more, costs. `up_to` is inclusive. Graduated: each unit is
// priced by its own tier, and a tier's flat fee is due once when it is entered. Volume: all units
// are priced by the tier that the quantity falls in, and its flat fee. Package: blocks of each tier
// are filled one after the other; a started block counts whole, also where its tier ends in it.
// Zero costs nothing. Whatever `up_to` says of the last tier, it has no end.
TierPrice PriceOf(const v1::TieredPrice& price, const Fraction& quantity);

}  // namespace tally
