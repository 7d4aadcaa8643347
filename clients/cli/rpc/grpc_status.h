// GrpcStatus: how calls end, as failures of a command.

#pragma once

#include <grpcpp/support/status.h>

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cli/rpc/endpoint.h"

namespace tally {

// A call that is not answered within this time has failed.
inline constexpr int kCallTimeoutSeconds = 60;

// Returns the refusal in the call's details if there is one, and otherwise what the user can do.
absl::Status FailureOf(const grpc::Status& status, const Endpoint& endpoint);

// Returns how long the daemon asks to wait before the call is sent again; nothing if it does not
// say that this may help.
std::optional<absl::Duration> RetryDelayIn(const grpc::Status& status);

}  // namespace tally
