// Four eyes: whoever contributed to a draft does not approve it, where the org wants that.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"

namespace tally {

// Refuses a limit that is no amount of the org's currency.
absl::Status CheckFourEyes(const v1::Org& org);

// Returns the exception by which `command` approves `draft` although whoever sends it contributed;
// empty if none is needed. APPROVER_CONTRIBUTED, with what they contributed, if one is missing or
// the org allows none.
absl::StatusOr<std::string> ExceptionFor(const v1::ApproveDraft& command, const v1::Draft& draft,
                                         const Books& books, const v1::Org& org,
                                         const Context& context);

}  // namespace tally
