// BankFile: records the payments of a CSV file of bank lines, one after the other.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/session/session.h"

namespace tally {

// Records the payments of the file, or of the standard input if its name is `-`: those that are
// recorded already, just so, do no harm. With `keep` they settle nothing, and otherwise the
// invoices that their rows name, or the oldest.
absl::Status RecordBankFile(Session& session, const std::string& name, bool keep);

}  // namespace tally
