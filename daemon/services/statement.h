// Statement: what happened on a customer's account, and what the customer owes and is owed.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// DATE_OUT_OF_RANGE if the first day is after the last; TOO_MANY_ITEMS if more happened between
// them than a statement holds.
absl::StatusOr<v1::AccountStatement> GetStatement(const v1::GetAccountStatement& query,
                                                  const View& view, absl::Time now);

absl::StatusOr<v1::CustomerBalance> GetBalance(const v1::GetCustomerBalance& query,
                                               const View& view, absl::Time now);

}  // namespace tally
