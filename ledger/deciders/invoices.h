// Deciders of invoices.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

Decision<v1::CreditInvoiceReply> Decide(const v1::CreditInvoice& command, const Books& books,
                                        const Context& context);
Decision<v1::CreditInvoiceReply> Decide(const v1::VoidInvoice& command, const Books& books,
                                        const Context& context);
Decision<v1::CorrectInvoiceReply> Decide(const v1::CorrectInvoice& command, const Books& books,
                                         const Context& context);

}  // namespace tally
