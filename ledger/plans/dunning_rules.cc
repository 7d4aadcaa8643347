#include "ledger/plans/dunning_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

constexpr uint32_t kMaxDays = 1000;

void CheckFees(const v1::DunningStep& step, const std::string& path,
               std::vector<DunningProblem>& problems) {
  std::set<std::string> currencies;
  for (int i = 0; i < step.fees_size(); ++i) {
    const v1::LateFee& fee = step.fees(i);
    const std::string field = absl::StrCat(path, ".fees[", i, "]");
    if (!currencies.insert(fee.currency()).second) {
      problems.push_back({field + ".currency", absl::StrCat("names ", fee.currency(), " again")});
    }
    const auto amount = ParseAmount(fee.amount(), fee.currency());
    if (amount && amount->minor_units() > 0) continue;
    problems.push_back(
        {field + ".amount",
         absl::StrCat("is \"", fee.amount(), "\"; a fee is a whole number of minor units of ",
                      fee.currency(), ", and more than zero")});
  }
}

void CheckDays(const v1::DunningStep& step, uint32_t days_before, const std::string& path,
               std::vector<DunningProblem>& problems) {
  if (step.days() == 0 || step.days() > kMaxDays) {
    problems.push_back(
        {path + ".days", absl::StrCat("is ", step.days(), "; it is from 1 to ", kMaxDays)});
  } else if (step.days() <= days_before) {
    problems.push_back(
        {path + ".days", absl::StrCat("is ", step.days(), ", but the step before is ", days_before,
                                      "; order the steps by days")});
  }
}

bool HasFee(const v1::DunningStep& step) {
  return !step.fee_percent().empty() || !step.fees().empty();
}

}  // namespace

std::vector<DunningProblem> ProblemsWith(const v1::DunningPolicy& policy) {
  std::vector<DunningProblem> problems;
  std::set<std::string> step_ids;
  uint32_t days_before = 0;
  for (int i = 0; i < policy.steps_size(); ++i) {
    const v1::DunningStep& step = policy.steps(i);
    const std::string path = absl::StrCat("steps[", i, "]");
    if (!step_ids.insert(step.step_id()).second) {
      problems.push_back({path + ".step_id",
                          absl::StrCat("is \"", step.step_id(), "\", as that of another step")});
    }
    CheckDays(step, days_before, path, problems);
    CheckFees(step, path, problems);
    days_before = std::max(days_before, step.days());
  }
  if (policy.late_fee_item_id().empty() && std::ranges::any_of(policy.steps(), &HasFee)) {
    problems.push_back({"late_fee_item_id", "is missing, but a step has a fee"});
  }
  return problems;
}

}  // namespace tally
