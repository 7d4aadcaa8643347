// Dunning: which steps are due for what a customer has not paid, and what they cost it.
//
// Steps are not planned ahead: on any day they follow from what is open, disputed and taken then.
// Each is taken at most once an invoice. Where several came due since dunning last ran, the latest
// speaks for them all, and one that comes before a step that was taken is not taken any more.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/money/rounding.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// An invoice of which something is open.
struct UnpaidInvoice {
  v1::InvoiceSettlement settlement;
  // Whether it charges late fees itself.
  bool charges_late_fees = false;
};

// What is known of a customer on the day.
struct DunningInput {
  const v1::DunningPolicy& policy;
  // How fees are rounded.
  RoundingMode rounding = RoundingMode::kHalfAwayFromZero;
  // By due date and number.
  const std::vector<UnpaidInvoice>& invoices;
  // Credit of the customer that settles nothing, deposits too.
  const v1::Money& credit;
  absl::CivilDay today;
};

// Returns what is done about each invoice and why, in their order, without the number of the
// invoice that charges the fees. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<std::vector<v1::DunningOutcome>> OutcomesOfDunning(const DunningInput& input);

// Returns the step of `policy` with this id; nothing if it has none.
const v1::DunningStep* FindStep(const v1::DunningPolicy& policy, absl::string_view step_id);

// Returns the late fee of `step` on what is `open`: the percentage, rounded, and the fixed fee of
// the currency. Zero if there is none; nothing if it does not fit.
std::optional<v1::Money> LateFeeOf(const v1::DunningStep& step, const v1::Money& open,
                                   RoundingMode rounding);

// Returns what the fee is made of: `1.5 % of 150.00 EUR and 5.00 EUR`.
std::string LateFeeWords(const v1::DunningStep& step, const v1::Money& open);

}  // namespace tally
