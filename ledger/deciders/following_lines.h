// Following lines: lines of a draft that follow from others, such as discounts, and that a person
// changes by changing those.

#pragma once

#include "absl/status/status.h"
#include "ledger/books/books.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Refuses if `line`, which is one of `draft`, is a discount, a credit, what is missing to a minimum
// or beyond a maximum, or a correction of what was billed in advance: it would be figured out again
// from the lines that it follows from. Names those.
absl::Status CheckIsNotFollowing(const v1::Draft& draft, const Books& books, const v1::Line& line);

}  // namespace tally
