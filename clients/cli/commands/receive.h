// Receive: takes what waits for a consumer, prints it or runs a command for it, and says how that
// went.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/session/session.h"

namespace tally {

struct ReceiveOptions {
  std::string consumer_id;
  // Whether each event is acknowledged once it is printed.
  bool acknowledges = false;
  // The shell command that deals with each event; none if empty.
  std::string command;
  // How many events may be unacknowledged.
  std::optional<uint64_t> outstanding;
  // How many events to take; all if unset.
  std::optional<uint64_t> limit;
};

absl::Status Receive(Session& session, const ReceiveOptions& options);

}  // namespace tally
