// Dunning rules: what the parts of a dunning policy may say beside each other.
//
// How each field is written stands in options.proto, and the item of late fees is for those to look
// up who have the items. The rest is here, so that the ledger and whoever reads an org from a file
// refuse the same.

#pragma once

#include <string>
#include <vector>

#include "tally/v1/orgs.pb.h"

namespace tally {

struct DunningProblem {
  // Its path in the policy, such as `steps[1].days`.
  std::string field;
  // What is wrong with it, and what to do about it.
  std::string words;
};

// Returns all that is wrong with `policy`, step by step. Each is DUNNING_POLICY_INVALID.
std::vector<DunningProblem> ProblemsWith(const v1::DunningPolicy& policy);

}  // namespace tally
