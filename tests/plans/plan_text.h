// PlanText: plans and what is wrong with them, in text format.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/plans/plan_rules.h"
#include "support/text.h"

namespace tally {

// Returns `FIELD: REASON` for each problem with the plan, in order.
inline std::vector<std::string> ProblemsIn(const std::string& plan) {
  std::vector<std::string> problems;
  for (const PlanProblem& problem : ProblemsWith(Parse<v1::Plan>(plan))) {
    EXPECT_FALSE(problem.words.empty()) << problem.field;
    problems.push_back(absl::StrCat(problem.field, ": ", v1::Reason_Name(problem.reason)));
  }
  return problems;
}

}  // namespace tally
