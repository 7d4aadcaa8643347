// RecordCounts: sends the counts of a CSV file, as it is read.

#pragma once

#include <functional>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/stream.h"

namespace tally {

// Where the counts go.
struct CountsTarget {
  std::string org_id;
  std::string source_id;
  // Starts the ids of the requests; never used before.
  std::string request_id;
};

// Sends the file's rows in batches over `stream`, some of them before the first is answered, and
// adds to `report` what became of each row. Rows that cannot be sent count as refused. Fails if the
// header is wrong, or the call ends before all is answered; `report` then has what was answered.
//
// `progress` is called with the report and the number of bytes read after each answer.
absl::Status RecordCounts(std::istream& in, const CountsTarget& target, Stream& stream,
                          cli::CountsReport& report,
                          const std::function<void(uint64_t bytes_read)>& progress);

}  // namespace tally
