// SumCheck: the figures of a document add up, and the credits of an invoice do not exceed it.

#pragma once

#include "ledger/audit/findings.h"
#include "ledger/books/books.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

// Checks the figures of the document that `event` issues, if it does. `books` hold what was before
// it.
void CheckSums(const Books& books, const v1::RecordedEvent& event, Findings& findings);

// Whether what is left of `invoice` adds up, and no part of it is less than nothing or more than
// was billed: rating takes that for granted.
bool AddsUp(const v1::InvoiceView& invoice);

}  // namespace tally
