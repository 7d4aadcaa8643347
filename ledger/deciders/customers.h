// Deciders of customers.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/customers.pb.h"

namespace tally {

// CUSTOMER_IS_ERASED for one whose personal texts were erased: they cannot come back.
Decision<> Decide(const v1::DefineCustomer& command, const Books& books, const Context& context);
// Erasing a customer again changes nothing.
Decision<> Decide(const v1::EraseCustomer& command, const Books& books, const Context& context);

}  // namespace tally
