// Quoted plan: how what recurs of an accepted quote joins the plan of its customer.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

// Whether a line of `revision` recurs.
bool Recurs(const v1::QuoteRevision& revision);

// Returns the plans with the recurring lines of `revision` after their own: the one in force on
// `plan_from`, from that day on, and those that take over from it later, by day. Periods run from
// `plan_from` unless the quote says otherwise. QUOTE_NOT_BILLABLE, naming `plan_from`, if the lines
// do not go with those of a plan.
absl::StatusOr<std::vector<v1::Plan>> PlansWith(const v1::QuoteRevision& revision,
                                                const std::string& plan_from, const Books& books,
                                                const std::string& org_id);

}  // namespace tally
