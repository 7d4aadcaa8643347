// Headers: what every call is sent with, beside its request.

#pragma once

#include <grpcpp/client_context.h>

#include "clients/cli/rpc/endpoint.h"

namespace tally {

// Adds who calls: the token, or else by the Unix socket the actor.
void AddHeaders(const Endpoint& endpoint, grpc::ClientContext& call);

}  // namespace tally
