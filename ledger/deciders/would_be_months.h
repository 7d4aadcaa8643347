// Would-be months: what a customer's month bills had all months before it been billed here.
//
// A customer on trial has no drafts, but what a month bills may rest on what months before it have
// billed: what was billed in advance, or accumulates, or is billed once. So the months before are
// drafted first, each on top of the ones before, in memory alone. Months that have a draft or an
// invoice count as that says.

#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/deciders/run_outcome.h"
#include "ledger/store/store.h"

namespace tally {

// Months before a month that are drafted at most: contracts and their windows are shorter.
inline constexpr int kMaxMonthsBefore = 36;

struct WouldBeMonth {
  // What it bills, or why nothing.
  CustomerOutcome billing;
  // Months that were drafted for it, with it.
  int drafted = 0;
};

// Returns what `month` bills `customer`, from `rows` of books, which stay as they are. Months are
// drafted as on the day after them, or as on the day of `now` if that is earlier; from the first
// plan or old invoice of the customer on.
WouldBeMonth BillingAsIfAlways(const Store& rows, const v1::Org& org, const v1::Customer& customer,
                               absl::CivilMonth month, absl::Time now);

}  // namespace tally
