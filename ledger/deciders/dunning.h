// Decider of DunCustomer: the dunning steps that are due for a customer, and one invoice of their
// late fees.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/deciders/decider.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

Decision<v1::DunCustomerReply> Decide(const v1::DunCustomer& command, const Books& books,
                                      const Context& context);

// Returns what DunCustomer would answer about `customer` if it were `today`: by due date and
// number, without the number of the invoice of late fees. AMOUNT_OUT_OF_RANGE if a figure does not
// fit.
absl::StatusOr<std::vector<v1::DunningOutcome>> DunningOf(const Books& books, const v1::Org& org,
                                                          const v1::Customer& customer,
                                                          absl::CivilDay today);

}  // namespace tally
