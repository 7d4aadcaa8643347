// Errors cross from the ledger to gRPC here and nowhere else.

#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace tally {

// Both sides use the canonical codes. A refusal goes into the details as google.rpc.Status, which
// the error support of every gRPC language can read. RESOURCE_EXHAUSTED and UNAVAILABLE say there,
// as google.rpc.RetryInfo, when the call may be sent again.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace tally
