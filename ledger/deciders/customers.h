// Deciders of customers.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/customers.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineCustomer& command, const Books& books, const Context& context);

}  // namespace tally
