// Deciders of trials.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/trials.pb.h"

namespace tally {

Decision<v1::RecordOldInvoicesReply> Decide(const v1::RecordOldInvoices& command,
                                            const Books& books, const Context& context);

}  // namespace tally
