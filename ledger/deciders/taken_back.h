// TakenBack: what a command takes back of an invoice.
//
// Of each line, of the lines of each tax, and of the whole, no more than is left; see
// ledger/rating/credit.h.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/rating/credit.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns what `command` credits of `invoice`, of which something is left. Lines that take off,
// such as discounts, may be named with what they were taken off. What takes the last takes all that
// is left of every line.
absl::StatusOr<Taking> WhatIsCredited(const v1::CreditInvoice& command,
                                      const v1::InvoiceView& invoice, const v1::Org& org);

// Returns all of the lines that `command` corrects of `invoice`, of which nothing was credited.
absl::StatusOr<Taking> WhatIsCorrected(const v1::CorrectInvoice& command,
                                       const v1::InvoiceView& invoice, const v1::Org& org);

}  // namespace tally
