// ReadBook: reads the file that finance writes. write_book.h has its grammar.

#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "clients/cli/book/book.h"
#include "clients/cli/book/problems.h"
#include "clients/cli/book/references.h"

namespace tally {

// Returns the book that the YAML document `text` holds, or nothing if there is any problem;
// `problems` then has all that were found. `references` gets what is to be checked against the
// ledger.
std::optional<Book> ReadBook(absl::string_view text, References& references, Problems& problems);

}  // namespace tally
