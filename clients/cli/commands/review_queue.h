// ReviewQueue: the drafts as the daemon lists them.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/session/session.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns all entries of the queue: of one month if it is given, and in one state if it is not
// unspecified. The position is that of the last page.
absl::StatusOr<v1::DraftPage> ReadReviewQueue(Session& session, const std::string& month,
                                              v1::DraftStatus status);

}  // namespace tally
