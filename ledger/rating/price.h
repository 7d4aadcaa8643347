// Price: what one unit costs where the price follows what the vendor charges.

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/draft.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns cost + cost x percent / 100: 20 % on 10.00 is 12.00.
Fraction WithMarkup(const Fraction& cost, const Fraction& percent);

// Returns the price of which `percent`, below 100, is left after the cost: 20 % of 12.50 after
// 10.00.
Fraction WithMargin(const Fraction& cost, const Fraction& percent);

// A cost in the document's currency.
struct ConvertedCost {
  // Out of range if there is no rate.
  Fraction cost;
  // Whether it is in another currency.
  bool is_foreign = false;
  // The rate that was used.
  std::optional<v1::ExchangeUse> exchange;
};

// Returns `unit_cost` of `cost_currency` in the customer's currency, at the last rate up to and
// including `day`.
ConvertedCost Convert(const DraftInput& input, absl::string_view unit_cost,
                      absl::string_view cost_currency, absl::CivilDay day);

// Returns the price of one unit that costs `cost`: with markup or margin, at least the floor, and
// rounded to the minor unit so that the printed quantity times the printed price is the line,
// unless it stays exact (to 12 decimals). Nothing if it does not fit.
std::optional<Decimal> PriceOver(const DraftInput& input, const v1::VendorPrice& price,
                                 const Fraction& cost);

}  // namespace tally
