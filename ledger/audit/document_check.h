// DocumentCheck: derives what a commit decided again, and compares it with what it recorded, field
// by field and to the cent.

#pragma once

#include <cstdint>

#include "ledger/audit/decided_again.h"
#include "ledger/audit/findings.h"
#include "ledger/books/books.h"

namespace tally {

// Checks `decided` against `books`, which hold what was before it. Returns the number of drafts,
// invoices and credit notes that were derived.
uint64_t CheckDocuments(const DecidedCommit& decided, const Books& books, Findings& findings);

}  // namespace tally
