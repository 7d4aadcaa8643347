// Deciders of counts.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/counts.pb.h"

namespace tally {

Decision<v1::RecordCountsReply> Decide(const v1::RecordCounts& command, const Books& books,
                                       const Context& context);

}  // namespace tally
