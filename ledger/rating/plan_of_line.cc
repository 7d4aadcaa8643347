#include "ledger/rating/plan_of_line.h"

#include "ledger/calendar/date.h"
#include "ledger/rating/new_line.h"

namespace tally {

absl::CivilDay FirstDayOf(const v1::Plan& plan) {
  return ParseDate(plan.effective_from()).value_or(absl::CivilDay());
}

const v1::Plan* PlanOfDocument(const DraftInput& input) {
  const v1::Plan* in_force = PlanOn(input, absl::CivilDay(input.month));
  if (in_force != nullptr || input.plans.empty()) return in_force;
  return &input.plans.front();
}

const v1::PlanLine* FindLine(const v1::Plan& plan, absl::string_view line_id) {
  for (const v1::PlanLine& line : plan.lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

const v1::Plan* PlanOf(const DraftInput& input, const v1::DraftContent& content,
                       const v1::Line& line) {
  const std::string& effective_from = line.plan_effective_from().empty()
                                          ? content.plan_effective_from()
                                          : line.plan_effective_from();
  for (const v1::Plan& plan : input.plans) {
    if (plan.effective_from() == effective_from) return &plan;
  }
  return nullptr;
}

const v1::PlanLine* PlanLineBehind(const DraftInput& input, const v1::DraftContent& content,
                                   const v1::Line& line) {
  const v1::Plan* plan = PlanOf(input, content, line);
  return plan == nullptr ? nullptr : FindLine(*plan, PlanLineOf(line));
}

std::string BilledLineOf(const DraftInput& input, const v1::DraftContent& content,
                         const v1::Line& line) {
  const v1::PlanLine* behind =
      line.part() == v1::LINE_PART_CREDIT ? PlanLineBehind(input, content, line) : nullptr;
  return behind == nullptr ? PlanLineOf(line) : behind->credit().line_id();
}

}  // namespace tally
