#include "clients/cli/book/write_dunning.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

std::string StepText(const v1::DunningStep& step) {
  YamlFields fixed;
  for (const v1::LateFee& fee : step.fees()) fixed.Add(fee.currency(), fee.amount());
  YamlFields fields;
  fields.AddText("id", step.step_id());
  fields.Add("days", absl::StrCat(step.days()));
  fields.AddPercent("fee", step.fee_percent());
  fields.Add("fixed_fee", fixed.OnOneLineIfAny());
  return fields.OnOneLine();
}

}  // namespace

YamlFields DunningFields(const v1::DunningPolicy& policy) {
  std::vector<std::string> steps;
  for (const v1::DunningStep& step : policy.steps()) steps.push_back(StepText(step));
  YamlFields fields;
  fields.Add("steps", YamlList(steps));
  fields.AddText("fee_item", policy.late_fee_item_id());
  fields.AddIf("in_spite_of_credit", policy.in_spite_of_credit());
  fields.AddIf("fees_on_fees", policy.fees_on_fees());
  return fields;
}

YamlFields CalendarFields(const v1::Org& org) {
  YamlFields fields;
  if (!org.has_calendar()) return fields;
  fields.Add("day", absl::StrCat(org.calendar().day()));
  fields.Add("first_month", org.calendar().first_month());
  return fields;
}

}  // namespace tally
