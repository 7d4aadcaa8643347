// FailureText: what a person reads when a command fails.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/show/look.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

// Returns the message, and of a refusal also what to do and what differs, each on lines of its own;
// no line's end behind the last.
std::string FailureText(const absl::Status& status, const Look& look);

// Returns what differs from what was reviewed, as a table; empty if nothing does.
std::string DifferencesTable(const v1::Refusal& refusal, const Look& look);

}  // namespace tally
