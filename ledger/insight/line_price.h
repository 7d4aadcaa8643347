// Line price: what the quantity of a line of a plan costs, on one day and by the month.

#pragma once

#include <optional>

#include "ledger/insight/customer_day.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// Returns the price of one unit on the day; nothing if tiers make it, or no cost is known that it
// follows.
std::optional<Decimal> UnitPriceOn(const CustomerDay& day, const v1::PlanLine& line);

// Returns what `quantity` of the line comes to a month, exact, in the customer's currency: over the
// months of its cadence, of which a year has 12 and 52 weeks. Out of range if no price is known.
Fraction MonthlyAmount(const CustomerDay& day, const v1::PlanLine& line, const Fraction& quantity);

}  // namespace tally
