// Account meters: what is counted on a customer's accounts, and what the plan does with it.

#pragma once

#include <string>
#include <vector>

#include "ledger/insight/customer_day.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// One meter of one account.
struct AccountMeter {
  v1::CountedMeter counted;
  v1::Count count;
  // What it is billed as: the item of the first line that bills it, or else the customer's own
  // mapping, or else the source's. Empty if nothing says it.
  std::string item_id;
  // The lines of the plan that bill it, and those that only compare with it.
  std::vector<const v1::PlanLine*> billed_by;
  std::vector<const v1::PlanLine*> compared_by;
};

// Returns what was ever counted on the customer's accounts before the day ends, by source, account
// and meter.
std::vector<AccountMeter> MetersOf(const CustomerDay& day);

// Returns what is counted under `account` and `meter`.
v1::CountedMeter CountedMeterOf(const v1::Account& account, const std::string& meter,
                                const v1::Count& count);

}  // namespace tally
