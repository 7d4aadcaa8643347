// Line rules: what one line of a plan may say.

#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/plans/plan_rules.h"

namespace tally {

// Adds what is wrong with `line`, which stands at `path` in its plan.
void CheckLine(const v1::PlanLine& line, absl::string_view path,
               std::vector<PlanProblem>& problems);

// Adds what is wrong with the discounts of the list at `path`.
void CheckDiscounts(const google::protobuf::RepeatedPtrField<v1::Discount>& discounts,
                    absl::string_view path, std::vector<PlanProblem>& problems);

// Whether `number` is more than `limit`; what is no number is not.
bool IsMoreThan(absl::string_view number, int limit);

}  // namespace tally
