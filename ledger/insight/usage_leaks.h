// Usage leaks: what was worked, bought and reached for a customer, and is billed by no line.

#pragma once

#include <vector>

#include "ledger/insight/customer_day.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Returns what was recorded for the month of the day, up to the day, that no line of the plan takes
// which is in force on the day: one leak for time, one for each kind of cost and each trigger.
std::vector<v1::BillingLeak> UsageLeaksOf(const CustomerDay& day);

}  // namespace tally
