// Plan rules: what the parts of a plan may say beside each other.
//
// How each field is written and how long lists may be stands in options.proto, and what a plan
// names elsewhere, its items and sources, is for those to look up who have them. The rest is here,
// so that the ledger and whoever reads plans from a file refuse the same.

#pragma once

#include <string>
#include <vector>

#include "tally/v1/plans.pb.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

struct PlanProblem {
  v1::Reason reason;
  // Its path in the plan, such as `lines[0].vendor.markup_percent`.
  std::string field;
  // What is wrong with it, and what to do about it.
  std::string words;
};

// Returns all that is wrong with `plan`, line by line. Fields that are not written as they must be
// may be empty in it.
std::vector<PlanProblem> ProblemsWith(const v1::Plan& plan);

}  // namespace tally
