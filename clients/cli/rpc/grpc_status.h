// GrpcStatus: how calls end, as failures of a command.

#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "clients/cli/rpc/endpoint.h"

namespace tally {

// A call that is not answered within this time has failed.
inline constexpr int kCallTimeoutSeconds = 60;

// Returns the refusal in the call's details if there is one, and otherwise what the user can do.
absl::Status FailureOf(const grpc::Status& status, const Endpoint& endpoint);

}  // namespace tally
