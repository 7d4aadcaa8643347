// Unit price: what one unit of a counted or fixed line costs, and from when.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/money/decimal.h"
#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/quantity.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

struct UnitPrice {
  // The first day on which it is the price.
  absl::CivilDay from;
  // Nothing if the price follows the vendor's and no cost is known in the customer's currency, or
  // if tiers make it.
  std::optional<Decimal> price;
  // The vendor's cost, if one is known, and that in the customer's currency.
  std::optional<v1::Count> cost;
  std::optional<Fraction> cost_in_currency;
  std::optional<v1::ExchangeUse> exchange;
};

// Returns the prices of `part` by the day from which they hold, at least one. Only a price that
// follows the vendor's at once has more than one. `counted_span` are the instants whose counts the
// part is billed by.
std::vector<UnitPrice> PricesOf(const DraftInput& input, const BilledPart& part,
                                const Counted& counted, const Span& counted_span);

// Writes the price, what it was made from, and the flags about it on `rated`.
void SetUnitPrice(const DraftInput& input, const BilledPart& part, const UnitPrice& price,
                  v1::DraftLine& rated);

// Sets the amount of a line that has its quantity and unit price, after what a person changed of
// them, and flags a price of zero. AMOUNT_OUT_OF_RANGE if it does not fit.
absl::Status SetAmountAtUnitPrice(const DraftInput& input, v1::DraftLine& rated);

// Returns `amount` over `quantity` to 6 decimals; `0` if there is no quantity.
std::string AveragePrice(const Fraction& amount, const Fraction& quantity);

}  // namespace tally
