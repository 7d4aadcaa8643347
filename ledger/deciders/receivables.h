// Deciders of receivables.proto: what is given up, and what customers object to. Dunning is in
// dunning.h.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

Decision<> Decide(const v1::WriteOffInvoice& command, const Books& books, const Context& context);

Decision<> Decide(const v1::ReverseInvoiceWriteOff& command, const Books& books,
                  const Context& context);

Decision<> Decide(const v1::OpenInvoiceDispute& command, const Books& books,
                  const Context& context);

Decision<> Decide(const v1::CloseInvoiceDispute& command, const Books& books,
                  const Context& context);

}  // namespace tally
