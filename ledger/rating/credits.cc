#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/period.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/adjustments.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"
#include "ledger/rating/takes.h"

namespace tally {
namespace {

// The plans in force in the month, and the day after the last on which each is.
std::vector<std::pair<const v1::Plan*, absl::CivilDay>> PlansInForce(const DraftInput& input) {
  const DaySpan month = DaysOf(input.month);
  std::vector<std::pair<const v1::Plan*, absl::CivilDay>> plans;
  if (const v1::Plan* plan = PlanOfDocument(input)) plans.emplace_back(plan, month.end);
  for (const v1::Plan& plan : input.plans) {
    const absl::CivilDay day = FirstDayOf(plan);
    if (day <= month.start || !month.contains(day) || plans.front().first == &plan) continue;
    if (!plans.empty()) plans.back().second = day;
    plans.emplace_back(&plan, month.end);
  }
  return plans;
}

// Whether a line of the draft bills or credits the trigger already.
bool IsUsed(const v1::DraftContent& content, const v1::RecordedTrigger& recorded) {
  return std::ranges::any_of(content.lines(), [&](const v1::DraftLine& rated) {
    return std::ranges::any_of(rated.line().entries(), [&](const v1::BilledEntry& entry) {
      return entry.source_id() == recorded.source_id() &&
             entry.entry_id() == recorded.trigger().key() &&
             entry.position() == recorded.position();
    });
  });
}

// How many credits the draft has under one line of a plan.
int CountCredits(const v1::DraftContent& content, const std::string& line_id) {
  return static_cast<int>(std::ranges::count_if(content.lines(), [&](const auto& rated) {
    return rated.line().part() == v1::LINE_PART_CREDIT && PlanLineOf(rated.line()) == line_id;
  }));
}

// Returns the line whose tax and service a credit takes on: the first that bills something.
const v1::DraftLine* CreditedLine(const v1::DraftContent& content, const std::string& line_id) {
  const v1::DraftLine* credited = nullptr;
  for (const v1::DraftLine& rated : content.lines()) {
    if (PlanLineOf(rated.line()) != line_id) continue;
    if (PricedAmount(rated.line()).minor_units() <= 0) continue;
    if (rated.line().part() == v1::LINE_PART_UNSPECIFIED) return &rated;
    if (credited == nullptr) credited = &rated;
  }
  return credited;
}

// Returns what is credited, in minor units: as the trigger says, or the plan, and never more than
// is left of the line. Nothing if a figure does not fit.
std::optional<int64_t> AmountOf(const DraftInput& input, const v1::CreditQuantity& credit,
                                const v1::Trigger& trigger, const v1::DraftContent& content) {
  const auto billed = SumOfLines(content, [&](const v1::Line& line) {
    return line.part() != v1::LINE_PART_CREDIT && PlanLineOf(line) == credit.line_id();
  });
  const auto left = SumOfLines(content, [&](const v1::Line& line) {
    return BilledLineOf(input, content, line) == credit.line_id();
  });
  if (!billed || !left) return std::nullopt;
  if (*left <= 0) return 0;
  std::optional<int64_t> amount;
  if (!trigger.amount().empty()) {
    amount = MinorUnitsOf(input, trigger.amount());
  } else if (!trigger.percent().empty()) {
    amount = PercentOf(input, *billed, trigger.percent());
  } else {
    amount = credit.has_percent() ? PercentOf(input, *billed, credit.percent())
                                  : MinorUnitsOf(input, credit.amount());
  }
  if (!amount) return std::nullopt;
  return std::clamp<int64_t>(*amount, 0, *left);
}

// Puts `credit` where its line stands in the plan: before the lines of those that follow.
void Insert(const v1::Plan& plan, const std::string& line_id, v1::DraftLine credit,
            v1::DraftContent& content) {
  const auto at = std::ranges::find_if(
      plan.lines(), [&](const v1::PlanLine& line) { return line.line_id() == line_id; });
  const auto follows = [&](const v1::DraftLine& rated) {
    return std::any_of(at + 1, plan.lines().end(), [&](const v1::PlanLine& line) {
      return line.line_id() == PlanLineOf(rated.line());
    });
  };
  const auto place = std::ranges::find_if(content.lines(), follows);
  const auto index = static_cast<int>(place - content.lines().begin());
  *content.add_lines() = std::move(credit);
  for (int i = content.lines_size() - 1; i > index; --i) {
    content.mutable_lines()->SwapElements(i, i - 1);
  }
}

// Takes one credit off, if there is anything to take it off.
absl::Status TakeCredit(const DraftInput& input, const v1::Plan& plan,
                        const v1::PlanLine& plan_line, const v1::RecordedTrigger* recorded,
                        v1::DraftContent& content) {
  const v1::Trigger trigger = recorded == nullptr ? v1::Trigger() : recorded->trigger();
  const auto amount = AmountOf(input, plan_line.credit(), trigger, content);
  if (!amount) return AmountDoesNotFit(absl::StrCat("line ", plan_line.line_id()));
  const v1::DraftLine* credited = CreditedLine(content, plan_line.credit().line_id());
  if (*amount == 0 || credited == nullptr) return absl::OkStatus();

  const v1::Item item = input.facts.FindItem(plan_line.item_id()).value_or(v1::Item());
  std::string description = item.name();
  if (!trigger.description().empty()) absl::StrAppend(&description, ": ", trigger.description());
  v1::DraftLine rated = LineBeside(*credited, v1::LINE_PART_CREDIT, "credit", description,
                                   MakeMoney(-*amount, CurrencyOf(input.org, input.customer)));
  v1::Line& line = *rated.mutable_line();
  const int nth = CountCredits(content, plan_line.line_id()) + 1;
  line.clear_plan_line_id();
  line.set_line_id(plan_line.line_id());
  if (nth > 1) {
    line.set_line_id(absl::StrCat(plan_line.line_id(), ".", nth));
    line.set_plan_line_id(plan_line.line_id());
  }
  line.set_item_id(plan_line.item_id());
  line.clear_plan_effective_from();
  if (plan.effective_from() != content.plan_effective_from()) {
    line.set_plan_effective_from(plan.effective_from());
  }
  if (recorded != nullptr) {
    v1::BilledEntry& entry = *line.add_entries();
    entry.set_source_id(recorded->source_id());
    entry.set_entry_id(trigger.key());
    entry.set_position(recorded->position());
    entry.set_quantity("1");
  }
  if (absl::Status is = OverrideAdjusted(input, rated); !is.ok()) return is;
  Insert(plan, plan_line.line_id(), std::move(rated), content);
  return absl::OkStatus();
}

// Takes the credits of one line of a plan that is in force until `end`.
absl::Status TakeCreditsOf(const DraftInput& input, const v1::Plan& plan, absl::CivilDay end,
                           const v1::PlanLine& plan_line, v1::DraftContent& content) {
  const v1::CreditQuantity& credit = plan_line.credit();
  if (credit.trigger() == v1::TRIGGER_KIND_UNSPECIFIED) {
    // Once a month, by the first plan that has the line.
    if (CountCredits(content, plan_line.line_id()) > 0) return absl::OkStatus();
    return TakeCredit(input, plan, plan_line, nullptr, content);
  }
  for (const v1::RecordedTrigger& recorded :
       input.facts.OpenTriggers(input.customer.customer_id(), end, input.month)) {
    if (!Takes(credit, recorded.trigger()) || IsUsed(content, recorded)) continue;
    absl::Status is = TakeCredit(input, plan, plan_line, &recorded, content);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeCredits(const DraftInput& input, v1::DraftContent& content) {
  for (const auto& [plan, end] : PlansInForce(input)) {
    for (const v1::PlanLine& plan_line : plan->lines()) {
      if (!plan_line.has_credit()) continue;
      absl::Status is = TakeCreditsOf(input, *plan, end, plan_line, content);
      if (!is.ok()) return is;
    }
  }
  return absl::OkStatus();
}

}  // namespace tally
