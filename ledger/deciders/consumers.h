// Deciders of consumers.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/consumers.pb.h"

namespace tally {

// Stores the consumer with its defaults filled in and its types sorted.
Decision<> Decide(const v1::DefineConsumer& command, const Books& books, const Context& context);
Decision<> Decide(const v1::RemoveConsumer& command, const Books& books, const Context& context);

// Finds a consumer, or refuses naming `field`.
absl::StatusOr<v1::Consumer> FindConsumer(const Books& books, const std::string& org_id,
                                          absl::string_view field, const std::string& consumer_id);

}  // namespace tally
