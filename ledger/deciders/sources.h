// Deciders of sources.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/sources.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineSource& command, const Books& books, const Context& context);

}  // namespace tally
