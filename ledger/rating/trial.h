// Trial: a customer's month as an old system billed it, against what it bills here.
//
// Lines are matched by their item; several lines of an item are summed, on either side. A quantity
// that the old system does not know differs from none.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/trials.pb.h"

namespace tally {

// What is compared of a customer's month.
struct TrialInput {
  std::string customer_id;
  std::string month;
  // The customer's.
  std::string currency;
  // The old system's invoices of the month.
  const std::vector<v1::OldInvoice>& old_invoices;
  // What the month bills here; null if nothing.
  const v1::DraftContent* content = nullptr;
};

// Returns the comparison, but for why nothing would be billed. AMOUNT_OUT_OF_RANGE if a sum does
// not fit.
absl::StatusOr<v1::TrialComparison> CompareWithOld(const TrialInput& input);

}  // namespace tally
