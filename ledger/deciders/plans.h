// Deciders of plans.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/plans.pb.h"

namespace tally {

Decision<> Decide(const v1::SetPlan& command, const Books& books, const Context& context);

}  // namespace tally
