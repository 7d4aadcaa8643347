#include "ledger/rating/first_line.h"

#include <algorithm>
#include <string>

#include "ledger/calendar/cadence.h"

namespace tally {
namespace {

// The version of a line that bills `day`; nothing if none does.
const LineVersion* BillingVersion(const LineLife& life, absl::CivilDay day) {
  if (IsProrated(life.first())) return life.On(day);
  return life.On(PeriodOn(life.first().cadence(), day).start);
}

// By the order of the plan, in which what it does not have comes last, and then by id.
bool ComesBefore(const v1::Plan* plan, const std::string& left, const std::string& right) {
  const auto place = [&](const std::string& line_id) {
    if (plan == nullptr) return 0;
    int index = 0;
    while (index < plan->lines_size() && plan->lines(index).line_id() != line_id) ++index;
    return index;
  };
  const int of_left = place(left);
  const int of_right = place(right);
  return of_left != of_right ? of_left < of_right : left < right;
}

}  // namespace

bool IsFirstLine(const DraftInput& input, const std::vector<LineLife>& lives,
                 const BilledPart& part, absl::CivilDay day,
                 const std::function<bool(const v1::PlanLine&)>& takes) {
  return std::ranges::none_of(lives, [&](const LineLife& life) {
    const v1::PlanLine& other = life.first();
    if (other.line_id() == part.line.line_id()) return false;
    if (other.quantity_case() != part.line.quantity_case()) return false;
    const LineVersion* billing = BillingVersion(life, day);
    return billing != nullptr && takes(billing->line) &&
           ComesBefore(PlanOn(input, day), other.line_id(), part.line.line_id());
  });
}

}  // namespace tally
