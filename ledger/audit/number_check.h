// NumberCheck: the numbers of documents have no gap in their series, and no number is given twice.

#pragma once

#include "ledger/audit/findings.h"
#include "ledger/books/books.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Checks the number that `event` gives, if it issues a document. `books` hold what was before it.
void CheckNumber(const Books& books, const v1::RecordedEvent& event, Findings& findings);

}  // namespace tally
