// GrpcLog: what gRPC itself has to say, such as that somebody failed to speak TLS.

#pragma once

#include <memory>

#include "spdlog/logger.h"

namespace tally {

// From now on, what gRPC finds wrong is a line of `log`, and not one of its own kind on standard
// error; at most one a second, because strangers cause them, with how many were left out. To be
// called once in a process, before gRPC is used.
void LogGrpc(std::shared_ptr<spdlog::logger> log);

}  // namespace tally
