// Corrected invoice: bills the lines of an invoice again as they should have been.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the invoice that bills the corrected lines of `original`, at the tax rates of the
// original, without number and dates. Lines with quantity zero are left out; those whose quantity
// and price stay as they were are billed as they were. AMOUNT_OUT_OF_RANGE if a figure does not
// fit.
absl::StatusOr<v1::Invoice> CorrectedInvoice(const v1::CorrectInvoice& command,
                                             const v1::Invoice& original, const v1::Org& org);

// Returns the day on which a document of `issue_date` is due under `terms`.
absl::CivilDay DueDateUnder(const v1::Terms& terms, absl::CivilDay issue_date);

}  // namespace tally
