// Deciders of taxes.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/taxes.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineTax& command, const Books& books, const Context& context);

}  // namespace tally
