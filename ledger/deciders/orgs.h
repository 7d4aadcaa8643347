// Deciders of orgs.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineOrg& command, const Books& books, const Context& context);

}  // namespace tally
