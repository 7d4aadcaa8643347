// Deciders of payments.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/payments.pb.h"

namespace tally {

Decision<v1::RecordPaymentReply> Decide(const v1::RecordPayment& command, const Books& books,
                                        const Context& context);
Decision<> Decide(const v1::AllocateCredit& command, const Books& books, const Context& context);
Decision<> Decide(const v1::ReversePayment& command, const Books& books, const Context& context);
Decision<> Decide(const v1::RefundCustomer& command, const Books& books, const Context& context);
Decision<> Decide(const v1::GrantCredit& command, const Books& books, const Context& context);

}  // namespace tally
