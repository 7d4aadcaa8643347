#include "clients/cli/book/read_dunning.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "ledger/plans/dunning_rules.h"

namespace tally {
namespace {

void ReadStep(const Field& field, v1::DunningStep& step) {
  FieldMap fields(field);
  step.set_step_id(fields.Need("id", "give an id such as reminder").Id());
  step.set_days(fields.Need("days", "give the days after the due date, like 10").Count());
  step.set_fee_percent(fields.May("fee").Percent());
  const Field fixed = fields.May("fixed_fee");
  for (const auto& [currency, amount] : fixed.Entries()) {
    fixed.CheckCurrencyKey(currency);
    v1::LateFee& fee = *step.add_fees();
    fee.set_currency(currency);
    fee.set_amount(amount.Price());
  }
  fixed.CheckSize(step, v1::DunningStep::kFeesFieldNumber);
  fields.RefuseOthers();
}

// Where the book says what the ledger calls `field` of a policy.
std::string PathInBook(const std::string& field) {
  return absl::StrReplaceAll(field, {{".step_id", ".id"},
                                     {".fees[", ".fixed_fee["},
                                     {"].amount", "]"},
                                     {"].currency", "]"},
                                     {"late_fee_item_id", "fee_item"}});
}

}  // namespace

void ReadDunning(const Field& field, v1::DunningPolicy& policy, References& references) {
  const size_t problems_before = field.problem_count();
  FieldMap fields(field);
  const Field steps = fields.Need("steps", "list what is done, by days after the due date");
  for (const Field& step : steps.Items()) ReadStep(step, *policy.add_steps());
  steps.CheckSize(policy, v1::DunningPolicy::kStepsFieldNumber);
  policy.set_late_fee_item_id(ReadReference(fields.May("fee_item"), references.items));
  policy.set_in_spite_of_credit(fields.May("in_spite_of_credit").IsTrue());
  policy.set_fees_on_fees(fields.May("fees_on_fees").IsTrue());
  fields.RefuseOthers();
  for (const DunningProblem& problem : ProblemsWith(policy)) {
    const Field wrong = field.At(PathInBook(problem.field));
    if (!wrong.IsRefused(problems_before)) wrong.Refuse(problem.words);
  }
}

}  // namespace tally
