// ApplyChanges: sends the commands that bring the ledger to what a book says.

#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/book/book.h"
#include "clients/cli/book/diff.h"
#include "clients/cli/session/session.h"

namespace tally {

// Two books and how they differ.
struct BookChanges {
  Book ledger;
  Book wanted;
  BookDiff diff;
};

// What became of the changes.
struct Applied {
  // How many resources are now as the book says.
  size_t changes = 0;
  // Why not all of them are.
  absl::Status status;
};

// Brings the ledger from one book to the other, part by part in the order in which they refer to
// each other, many commands of a part at once, each with the etag that it was decided on. Stops at
// the first refusal; what was sent before stays applied. `request_id` starts the ids of the
// commands.
Applied ApplyChanges(Session& session, const BookChanges& changes, const std::string& request_id);

}  // namespace tally
