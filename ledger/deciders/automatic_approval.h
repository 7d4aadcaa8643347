// Automatic approval: which drafts of a calendar's run become invoices without a person.
//
// A draft does if nobody has touched it since the run made it, nothing about it is flagged, and its
// customer was to be approved so when it was made. So the answer is the same whenever it is asked:
// what the daemon was killed in the middle of, it ends when it is back, and what was left to a
// person stays with the person.

#pragma once

#include <optional>

#include "ledger/books/books.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the approval of `draft` by the calendar, whose last run for its month is `run`; nothing
// if it is left to a person. The approval has the same request id for ever.
std::optional<v1::ApproveDraft> AutomaticApproval(const Books& books, const v1::Run& run,
                                                  const v1::Draft& draft);

}  // namespace tally
