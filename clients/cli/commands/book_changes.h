// BookChanges: what a book in a file says otherwise than the ledger.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/apply_changes.h"
#include "clients/cli/session/session.h"

namespace tally {

// Compares the book in the file with the ledger. Fails, saying what is wrong line by line, if the
// ledger would not take all of it.
absl::StatusOr<BookChanges> FindBookChanges(Session& session, const std::string& file);

}  // namespace tally
