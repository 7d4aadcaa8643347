// LedgerBook: the book as the ledger has it.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/book/book.h"
#include "clients/cli/session/session.h"

namespace tally {

// Reads all that the ledger has of the org's book, with etags. The org's id is empty, and so is
// everything else, if there is no such org.
absl::StatusOr<Book> ReadLedgerBook(Session& session, const std::string& org_id);

}  // namespace tally
