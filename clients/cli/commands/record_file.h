// RecordFile: what all commands do that record a CSV file: they read it or the input, say how far
// they are, and report what became of each row.

#pragma once

#include <functional>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/commands/record_rows.h"
#include "clients/cli/session/session.h"

namespace tally {

// What is recorded for, and from.
struct RecordTarget {
  std::string org_id;
  // Starts the ids of the requests; never used before.
  std::string request_id;
  std::istream& in;
};

// Calls `record` with what the file called `name` holds, or with the standard input if that is `-`,
// and shows the report. Partly done if rows were refused; wrong usage if the file cannot be read.
absl::Status RecordFile(Session& session, const std::string& name,
                        const std::function<absl::Status(const RecordTarget&, cli::RecordReport&,
                                                         const RecordProgress&)>& record);

}  // namespace tally
