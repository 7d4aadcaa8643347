// Deciders of usage.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/usage.pb.h"

namespace tally {

Decision<v1::RecordUsageReply> Decide(const v1::RecordTimeEntries& command, const Books& books,
                                      const Context& context);
Decision<v1::RecordUsageReply> Decide(const v1::RecordChargeEntries& command, const Books& books,
                                      const Context& context);
Decision<v1::RecordUsageReply> Decide(const v1::RecordTriggerEntries& command, const Books& books,
                                      const Context& context);

}  // namespace tally
