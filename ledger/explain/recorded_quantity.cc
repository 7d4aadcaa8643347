#include "ledger/explain/recorded_quantity.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/explain/entries.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/override.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/quantity_words.h"
#include "ledger/explain/usage_words.h"
#include "ledger/explain/words.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kQuantity = v1::EXPLANATION_KIND_QUANTITY;

void AddCounts(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
               v1::Explanation& parent) {
  for (const v1::CountEvidence& evidence : EvidencesOf(line)) {
    const auto count = FindCount(recorded.basis(), evidence);
    if (count) AddCount(recorded.basis(), evidence.source_id(), *count, grounds, parent);
  }
}

// Whether the quantity of the line is seat days over the days of its period.
bool IsSumOfDays(const Recorded& recorded, const v1::Line& line) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  return plan_line.counted().rule() == v1::QUANTITY_RULE_SEAT_DAYS && !IsInAdvance(plan_line) &&
         plan_line.counted().round_up_to().empty() && !plan_line.has_included() &&
         !line.has_accumulated() && line.has_evidence();
}

// What the rule of the plan makes of the counts of `line`.
std::string RuleOf(const Recorded& recorded, const v1::Line& line) {
  const v1::CountedQuantity& counted = recorded.plan_line().counted();
  const bool in_advance = IsInAdvance(recorded.plan_line());
  const std::vector<v1::CountEvidence> evidences = EvidencesOf(line);
  std::set<std::pair<std::string, std::string>> accounts;
  for (const v1::CountEvidence& evidence : evidences) {
    accounts.insert({evidence.source_id(), evidence.account()});
  }
  const std::string rule =
      line.part() == v1::LINE_PART_CHANGED
          ? absl::StrCat("what stood at the end of ", DayWords(FormatDate(recorded.Days().start)))
      : IsSumOfDays(recorded, line)
          ? SeatDaysText(QuantityOf(line), recorded.Days())
          : RuleText(counted, in_advance, evidences.size(), accounts.size());
  const bool is_other = !evidences.empty() && evidences.front().source_id() != counted.source_id();
  return absl::StrCat(rule, MembersText(counted, line.left_out_members()),
                      evidences.empty() ? "; nothing was counted" : "",
                      is_other ? absl::StrCat(" by ", evidences.front().source_id(), ", as ",
                                              counted.source_id(), " counted nothing")
                               : "");
}

void AddLeftOut(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  const v1::LeftOutMembers& left_out = line.left_out_members();
  if (left_out.excluded_size() > 0) {
    const Basis& basis = recorded.basis();
    const std::string& source_id = line.has_evidence() ? line.evidence().source_id()
                                                       : recorded.plan_line().counted().source_id();
    const auto source = basis.books->sources.Find(basis.org_id, source_id);
    grounds.Under(parent, v1::EXPLANATION_KIND_DEFINITION, ExcludedWords(left_out),
                  source ? PositionOf(source->etag()) : 0);
  }
  if (left_out.duplicates_size() > 0) grounds.Under(parent, kQuantity, DuplicateWords(left_out));
}

// What stands below a counted quantity.
void AddWhatWasCounted(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                       v1::Explanation& quantity) {
  AddCounts(recorded, line, grounds, quantity);
  AddLeftOut(recorded, line, grounds, quantity);
  AddPlan(recorded, grounds, quantity);
}

void AddFixed(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
              v1::Explanation& parent) {
  grounds.Under(parent, kQuantity,
                absl::StrCat(QuantityText(line), ", fixed in ", recorded.plan_name()),
                recorded.plan_at());
}

// The total of a window so far, less what was billed of it before.
void AddAccumulated(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent) {
  const v1::Accumulated& accumulated = line.accumulated();
  v1::Explanation& quantity = grounds.Under(
      parent, kQuantity, absl::StrCat(QuantityText(line), ": ", AccumulatedText(accumulated)));
  const std::string& step = recorded.plan_line().counted().round_up_to();
  v1::Explanation& so_far =
      grounds.Under(quantity, kQuantity,
                    absl::StrCat(CountedSoFarWords(accumulated, step), "; ", recorded.plan_name(),
                                 " bills ", RuleOf(recorded, line)));
  AddWhatWasCounted(recorded, line, grounds, so_far);
}

void AddCounted(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  if (line.has_accumulated()) return AddAccumulated(recorded, line, grounds, parent);
  const std::string& step = recorded.plan_line().counted().round_up_to();
  const std::string text = IsChangeInside(recorded)
                               ? ChangeText(line, FormatDate(recorded.Days().start))
                               : absl::StrCat(recorded.plan_name(), " bills ",
                                              RuleOf(recorded, line), RoundedUpText(step));
  v1::Explanation& quantity =
      grounds.Under(parent, kQuantity, absl::StrCat(QuantityText(line), ": ", text));
  AddWhatWasCounted(recorded, line, grounds, quantity);
}

// What is paid for in any case, and what was counted against it.
void AddIncluded(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                 v1::Explanation& parent) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  const std::string& included = plan_line.included().quantity();
  const bool is_all = QuantityOf(line) == FractionOf(included);
  v1::Explanation& quantity = grounds.Under(
      parent, kQuantity,
      is_all ? absl::StrCat(QuantityText(line), ": included in ", recorded.plan_name(),
                            ", and billed in any case")
             : absl::StrCat(QuantityText(line), ": the part of the ", included, " included in ",
                            recorded.plan_name(), " that is for these days"),
      recorded.plan_at());
  if (!plan_line.has_counted()) return;
  v1::Explanation& counted =
      grounds.Under(quantity, kQuantity,
                    absl::StrCat("Compared with ", RuleOf(recorded, line),
                                 RoundedUpText(plan_line.counted().round_up_to())));
  AddCounts(recorded, line, grounds, counted);
  AddLeftOut(recorded, line, grounds, counted);
  for (const v1::Flag& flag : recorded.rated().flags()) {
    if (flag.kind() == v1::FLAG_KIND_OVERAGE) grounds.Under(counted, kQuantity, flag.detail());
  }
}

void AddOverage(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  const v1::DraftLine* owner = recorded.Owner();
  const bool is_known = owner != nullptr && owner->override().quantity().empty();
  v1::Explanation& quantity = grounds.Under(
      parent, kQuantity,
      is_known ? absl::StrCat(QuantityText(line), ": beyond the ", QuantityText(owner->line()),
                              " that ", owner->line().line_id(), " includes")
               : absl::StrCat(QuantityText(line), ": beyond what is included"));
  AddCounts(recorded, is_known ? owner->line() : line, grounds, quantity);
  AddPlan(recorded, grounds, quantity);
}

void AddHours(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
              v1::Explanation& quantity) {
  const v1::HoursAccount& hours = line.hours();
  const v1::PlanLine& plan_line = recorded.plan_line();
  grounds.Under(quantity, kQuantity, WorkedWords(hours, plan_line.time()));
  if (!plan_line.has_included()) return;
  grounds.Under(quantity, v1::EXPLANATION_KIND_PLAN,
                absl::StrCat(HoursText(hours.included()), " included in ", recorded.plan_name()),
                recorded.plan_at());
  const auto add = [&](const std::string& number, absl::string_view what) {
    if (number != "0")
      grounds.Under(quantity, kQuantity, absl::StrCat(HoursText(number), " ", what));
  };
  add(hours.rolled_over(), "left over from earlier periods");
  add(hours.carried_in(), "carried in from earlier periods, and taken first");
  grounds.Under(quantity, kQuantity, BeyondWords(hours, plan_line.included().overage()));
  add(hours.remaining(), "remaining for later periods");
}

void AddTime(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
             v1::Explanation& parent) {
  const char* what =
      recorded.plan_line().has_included() ? "hours beyond what is included" : "hours worked";
  v1::Explanation& quantity =
      grounds.Under(parent, kQuantity, absl::StrCat(QuantityText(line), ": ", what));
  if (line.has_hours()) AddHours(recorded, line, grounds, quantity);
  AddEntries(recorded.basis(), line, grounds, quantity);
  AddPlan(recorded, grounds, quantity);
}

void AddWhatHappened(const Recorded& recorded, const v1::Line& line, absl::string_view what,
                     Grounds& grounds, v1::Explanation& parent) {
  v1::Explanation& quantity =
      grounds.Under(parent, kQuantity, absl::StrCat(QuantityText(line), ": ", what));
  AddEntries(recorded.basis(), line, grounds, quantity);
  AddPlan(recorded, grounds, quantity);
}

// How many there would be, whatever people changed.
void AddPlanned(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  if (line.part() == v1::LINE_PART_UNUSED) {
    grounds.Under(parent, kQuantity,
                  absl::StrCat(QuantityText(line), ": not used any more of what was billed"));
    return;
  }
  if (line.part() == v1::LINE_PART_OVERAGE) return AddOverage(recorded, line, grounds, parent);
  const v1::PlanLine& plan_line = recorded.plan_line();
  const bool is_whole = line.part() == v1::LINE_PART_UNSPECIFIED;
  if (is_whole && plan_line.has_included() && !plan_line.has_time()) {
    return AddIncluded(recorded, line, grounds, parent);
  }
  switch (plan_line.quantity_case()) {
    case v1::PlanLine::kFixed:
      return AddFixed(recorded, line, grounds, parent);
    case v1::PlanLine::kCounted:
      return AddCounted(recorded, line, grounds, parent);
    case v1::PlanLine::kTime:
      return AddTime(recorded, line, grounds, parent);
    case v1::PlanLine::kPassThrough:
      return AddWhatHappened(recorded, line, "bought for you", grounds, parent);
    case v1::PlanLine::kTriggered:
      return AddWhatHappened(recorded, line, "it happened once, and is billed once", grounds,
                             parent);
    default:
      return;
  }
}

}  // namespace

void AddRecordedQuantity(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  v1::Explanation& parent = AddSetQuantity(recorded.basis(), recorded.rated(), grounds, explained);
  const v1::Line line = LineBeforeSetQuantity(recorded.basis(), recorded.rated());
  if (!IsAdjustment(line.part())) AddPlanned(recorded, line, grounds, parent);
}

void AddPlan(const Recorded& recorded, Grounds& grounds, v1::Explanation& parent) {
  if (recorded.plan_at() == 0) return;
  const bool is_of_month =
      recorded.plan().effective_from() == recorded.basis().plan.effective_from();
  grounds.Under(parent, v1::EXPLANATION_KIND_PLAN,
                is_of_month ? PlanWords(recorded.basis().month)
                            : absl::StrCat("It is priced by ", recorded.plan_name()),
                recorded.plan_at());
}

}  // namespace tally
