// Deciders of catalog.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/catalog.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineItem& command, const Books& books, const Context& context);

}  // namespace tally
