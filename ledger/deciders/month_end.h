// Month end: what was open of invoices in other currencies at the end of a month, and what that was
// worth.
//
// A month is closed some days after its end, when some of what was open is paid. What counts is the
// day of each movement, not when it was recorded: what was settled after the month's end is open at
// it, and what was issued after it is not there yet.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "tally/v1/accounting_periods.pb.h"

namespace tally {

// Returns what the open invoices in other currencies than the org's were worth at the end of
// `month`, by currency and customer, at the last rate up to its last day. Invoices that were issued
// without a rate have no worth in the books, and are left out; so is what has no rate on the last
// day, or comes to no difference. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<google::protobuf::RepeatedPtrField<v1::CurrencyRevaluation>> RevaluationsAt(
    const Books& books, const v1::Org& org, absl::CivilMonth month);

}  // namespace tally
