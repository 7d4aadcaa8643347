// SumCheck: the figures of a document add up, and the credits of an invoice do not exceed it.

#pragma once

#include "ledger/audit/findings.h"
#include "ledger/books/books.h"
#include "ledger/rating/credit.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Checks the figures of the document that `event` issues, if it does. `books` hold what was before
// it.
void CheckSums(const Books& books, const v1::RecordedEvent& event, Findings& findings);

// Whether what is left of an invoice adds up to `left`, without anything below zero: rating takes
// that for granted.
bool AddsUp(const Rest& rest, int64_t left);

}  // namespace tally
