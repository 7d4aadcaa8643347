// Tier rules: what prices that depend on the quantity may say.

#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/plans/plan_rules.h"

namespace tally {

// Adds what is wrong with `price`, which stands at `path` in its plan.
void CheckTiers(const v1::TieredPrice& price, absl::string_view path,
                std::vector<PlanProblem>& problems);

}  // namespace tally
