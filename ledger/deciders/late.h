// Deciders of late.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/late.pb.h"

namespace tally {

// The credit note takes what it can: no more of a line than is left of it. What remains is proposed
// for the next draft.
Decision<v1::CreditLateDifferencesReply> Decide(const v1::CreditLateDifferences& command,
                                                const Books& books, const Context& context);
Decision<> Decide(const v1::WaiveLateDifferences& command, const Books& books,
                  const Context& context);

}  // namespace tally
