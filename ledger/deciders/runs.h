// Deciders of runs.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/runs.pb.h"

namespace tally {

Decision<v1::StartRunReply> Decide(const v1::StartRun& command, const Books& books,
                                   const Context& context);
Decision<v1::AdvanceRunReply> Decide(const v1::AdvanceRun& command, const Books& books,
                                     const Context& context);

}  // namespace tally
