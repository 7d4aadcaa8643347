// Issue: the one way in which a document becomes an invoice.

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "ledger/deciders/numbering.h"

namespace tally {

// The number of an invoice that is about to be issued, and the day that gave it.
struct InvoiceIssue {
  DocumentNumber number;
  absl::CivilDay date;
};

// Returns the next invoice number of `org`; `before` as in NextNumber().
absl::StatusOr<InvoiceIssue> NextInvoice(const Books& books, const v1::Org& org,
                                         const Context& context,
                                         const DocumentNumber* before = nullptr);

// Returns the events that issue `invoice`, which has whom it is for, period, terms, lines, taxes
// and totals: number, dates, approver and base totals are filled in. Credit of the customer settles
// it at once, unless the org says otherwise; `given` is credit that is given in the same commit.
// AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<std::vector<v1::Event>> IssueInvoice(
    const Books& books, const v1::Org& org, const Context& context, const InvoiceIssue& issue,
    v1::Invoice invoice, const std::vector<v1::CustomerCredit>& given = {});

}  // namespace tally
