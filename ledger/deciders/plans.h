// Deciders of plans.proto.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "ledger/deciders/decider.h"
#include "tally/v1/plans.pb.h"

namespace tally {

Decision<> Decide(const v1::SetPlan& command, const Books& books, const Context& context);

// Refuses what a plan may not say, and items and sources that are not there. Fields are named from
// `plan` on.
absl::Status CheckPlan(const Books& books, const std::string& org_id, const v1::Plan& plan);

}  // namespace tally
