// Terms: when an invoice is due.

#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the day by which to pay an invoice of `issue_date`. Days run from the issue date or from
// the end of its month, never from the end of what was billed.
absl::CivilDay DueDate(absl::CivilDay issue_date, const v1::PaymentTerms& terms);

// Returns the terms as documents print them: `net 30`, `due on receipt`, `end of month + 30`, `end
// of month`.
std::string TermsText(const v1::PaymentTerms& terms);

}  // namespace tally
