#include "ledger/rating/periods.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/proration.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/rating/billed_lines.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

// The last day that dates can say; a plan without a next one is in force until then.
constexpr absl::CivilDay kForever(9999, 12, 31);

bool HaveTheSamePeriods(const v1::PlanLine& left, const v1::PlanLine& right) {
  return EncodeDeterministically(left.cadence()) == EncodeDeterministically(right.cadence()) &&
         left.proration() == right.proration() && left.quantity_case() == right.quantity_case();
}

bool AreEqual(const v1::PlanLine& left, const v1::PlanLine& right) {
  return EncodeDeterministically(left) == EncodeDeterministically(right);
}

// The days for which the plan at `index` is in force.
DaySpan InForce(const DraftInput& input, size_t index) {
  const absl::CivilDay start = *ParseDate(input.plans[index].effective_from());
  const bool is_last = index + 1 == input.plans.size();
  return {start, is_last ? kForever : *ParseDate(input.plans[index + 1].effective_from())};
}

// Whether a line bills hours, costs or triggers, which have days of their own.
bool HasDaysOfItsOwn(const v1::PlanLine& line) {
  return line.has_time() || line.has_pass_through() || line.has_triggered();
}

// The end of what `life` bills; a whole period may reach beyond its last day.
absl::CivilDay CoveredUntil(const LineLife& life, const v1::PlanLine& next) {
  if (IsProrated(life.first()) || HasDaysOfItsOwn(next)) return {};
  const DaySpan last = PeriodOn(life.first().cadence(), life.days().end - 1);
  return life.billed().contains(last.start) ? last.end : absl::CivilDay();
}

// The lives of one line, in order of time.
void AddLives(const DraftInput& input, const std::string& line_id, std::vector<LineLife>& lives) {
  bool goes_on = false;
  bool has_lived = false;
  for (size_t i = 0; i < input.plans.size(); ++i) {
    const v1::PlanLine* line = FindLine(input.plans[i], line_id);
    if (line == nullptr) {
      goes_on = false;
      continue;
    }
    const DaySpan in_force = InForce(input, i);
    if (!goes_on || !HaveTheSamePeriods(lives.back().first(), *line)) {
      const absl::CivilDay covered =
          has_lived ? CoveredUntil(lives.back(), *line) : absl::CivilDay();
      lives.push_back({{{input.plans[i], *line, in_force}}, covered});
      has_lived = true;
    } else if (AreEqual(lives.back().versions.back().line, *line)) {
      lives.back().versions.back().in_force.end = in_force.end;
    } else {
      lives.back().versions.push_back({input.plans[i], *line, in_force});
    }
    goes_on = true;
  }
}

// The index of the plan in force on the first day of the month; of the first plan if none is.
size_t PresentPlan(const DraftInput& input) {
  const std::string first_day = FormatDate(absl::CivilDay(input.month));
  size_t present = 0;
  for (size_t i = 0; i < input.plans.size(); ++i) {
    if (input.plans[i].effective_from() <= first_day) present = i;
  }
  return present;
}

// The days of `period` that `version` bills, as instants. By the second, plans with a time of day
// change at that, and the one before is in force until then.
Span SpanOfPart(const DraftInput& input, const LineVersion& version, const DaySpan& period,
                const DaySpan& days) {
  Span span = SpanOfDays(input, version.line.line_id(), days);
  if (version.line.proration() != v1::PRORATION_BY_SECOND) return span;
  const bool starts = days.start == version.in_force.start;
  const bool ends = days.end != period.end || days.empty();
  for (const v1::Plan& plan : input.plans) {
    if (plan.effective_time().empty()) continue;
    if (starts && plan.effective_from() == FormatDate(days.start))
      span.start = StartOf(input, plan);
    if (ends && plan.effective_from() == FormatDate(days.end)) span.end = StartOf(input, plan);
  }
  return span;
}

BilledPart PartOf(const DraftInput& input, const LineLife& life, const LineVersion& version,
                  const DaySpan& period, const DaySpan& days) {
  const std::string& line_id = version.line.line_id();
  const Span period_span = SpanOfDays(input, line_id, period);
  const Span span = SpanOfPart(input, version, period, days);
  // Of plans that leave the line as it was, the one in force names itself.
  const v1::Plan& plan = *PlanOn(
      input, std::min(std::max(days.start, version.in_force.start), version.in_force.end - 1));
  return {.plan = plan,
          .line = *FindLine(plan, line_id),
          .period_days = period,
          .period = period_span,
          .days = days,
          .span = span,
          .share = ShareOfPeriod(version.line.proration(), days, span, period, period_span),
          .line_since = life.days().start};
}

// The days, divided where the months over which the line's quantities add up begin anew.
std::vector<DaySpan> ByWindow(const v1::PlanLine& line, const DaySpan& days) {
  std::vector<DaySpan> spans;
  absl::CivilDay start = days.start;
  while (line.accumulate_months() > 0) {
    const absl::CivilDay next = WindowOn(line, start).end;
    if (next >= days.end) break;
    spans.push_back({start, next});
    start = next;
  }
  spans.push_back({start, days.end});
  return spans;
}

// Adds what `version` bills of `period` on `days`. Quantities that add up are those of the days.
void AddPart(const DraftInput& input, const LineLife& life, const LineVersion& version,
             const DaySpan& period, const DaySpan& days, std::vector<BilledPart>& parts) {
  for (const DaySpan& span : ByWindow(version.line, days)) {
    parts.push_back(PartOf(input, life, version, period, span));
    if (version.line.accumulate_months() > 0) parts.back().share.reset();
  }
}

// Whether the plan after `version` takes over inside the first day of `period`.
bool ReachesInto(const DraftInput& input, const LineVersion& version, const DaySpan& period) {
  if (version.line.proration() != v1::PRORATION_BY_SECOND) return false;
  if (version.in_force.end != period.start) return false;
  return StartOf(input, *PlanOn(input, period.start)) > FirstInstantOf(period.start, input.zone);
}

// The parts of `period` by versions; without proration the whole by that of the first day.
void AddParts(const DraftInput& input, const LineLife& life, const DaySpan& period,
              std::vector<BilledPart>& parts) {
  if (!IsProrated(life.first())) {
    AddPart(input, life, *life.On(period.start), period, period, parts);
    return;
  }
  for (const LineVersion& version : life.versions) {
    const DaySpan days = Intersection(Intersection(period, version.in_force), life.billed());
    if (days.empty() && !ReachesInto(input, version, period)) continue;
    AddPart(input, life, version, period, days, parts);
  }
}

// The first month whose run may bill days of a line that end with `last_day`.
absl::CivilMonth FirstMonthThatBills(const DraftInput& input, const std::string& line_id,
                                     absl::CivilDay last_day) {
  const v1::Plan* plan = PlanOn(input, last_day);
  const v1::PlanLine* line = plan == nullptr ? nullptr : FindLine(*plan, line_id);
  if (line == nullptr || !IsInAdvance(*line)) return absl::CivilMonth(last_day);
  return absl::CivilMonth(PeriodOn(line->cadence(), last_day).start) - 1;
}

// The days of `period` that are billed in one go; empty if none are.
DaySpan BilledDays(const DraftInput& input, const LineLife& life, const DaySpan& period) {
  if (ReachesInto(input, life.versions.back(), period)) return {period.start, period.start + 1};
  if (IsProrated(life.first())) return Intersection(period, life.billed());
  return life.billed().contains(period.start) ? period : DaySpan{period.start, period.start};
}

// Whether days that ended before the month are still to be billed: what ended them was not known
// when those months were run, and none of them has a document that late news could correct.
bool WereForgotten(const DraftInput& input, const DaySpan& days) {
  // A draft that was rejected bills them when it is made again.
  if (!input.previous_month_was_run || input.previous) return false;
  for (absl::CivilMonth month(days.end - 1); month < input.month; ++month) {
    if (input.facts.BilledIn(input.customer.customer_id(), month)) return false;
  }
  return true;
}

bool IsDue(const DraftInput& input, const LineLife& life, const DaySpan& billed) {
  const DaySpan month = DaysOf(input.month);
  if (IsInAdvance(life.first())) {
    return month.start <= billed.start && billed.start < DaysOf(input.month + 1).end;
  }
  if (billed.end <= month.start) return WereForgotten(input, billed);
  return billed.end <= month.end;
}

// Whether a later document found days of `period` forgotten, and bills them. One that bills the
// period as it went on is corrected instead.
bool WereFound(const DraftInput& input, const std::string& line_id, const DaySpan& period) {
  for (absl::CivilMonth month = input.month + 1; month <= absl::CivilMonth(period.end); ++month) {
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!content) continue;
    std::optional<absl::CivilDay> end;
    for (const v1::DraftLine& rated : content->lines()) {
      const v1::Line& line = rated.line();
      const DaySpan days = ServiceDays(*content, line);
      const bool is_main = line.part() == v1::LINE_PART_UNSPECIFIED;
      if (!is_main || PlanLineOf(line) != line_id || !period.contains(days.start)) continue;
      end = std::max(days.end, end.value_or(days.end));
    }
    if (end && *end <= absl::CivilDay(month)) return true;
  }
  return false;
}

}  // namespace

const LineVersion* LineLife::On(absl::CivilDay day) const {
  const auto version = std::ranges::find_if(
      versions, [&](const LineVersion& known) { return known.in_force.contains(day); });
  return version == versions.end() ? nullptr : &*version;
}

std::vector<LineLife> LivesOf(const DraftInput& input) {
  std::vector<LineLife> lives;
  std::set<std::string> done;
  const size_t present = PresentPlan(input);
  for (size_t i = 0; i < input.plans.size(); ++i) {
    for (const v1::PlanLine& line : input.plans[(present + i) % input.plans.size()].lines()) {
      if (done.insert(line.line_id()).second) AddLives(input, line.line_id(), lives);
    }
  }
  return lives;
}

absl::Time StartOf(const DraftInput& input, const v1::Plan& plan) {
  const absl::CivilDay day = *ParseDate(plan.effective_from());
  if (plan.effective_time().empty()) return FirstInstantOf(day, input.zone);
  const int hour = std::stoi(plan.effective_time().substr(0, 2));
  const int minute = std::stoi(plan.effective_time().substr(3, 2));
  const int second =
      plan.effective_time().size() > 5 ? std::stoi(plan.effective_time().substr(6, 2)) : 0;
  const absl::TimeZone::TimeInfo at =
      input.zone.At(absl::CivilSecond(day.year(), day.month(), day.day(), hour, minute, second));
  return at.kind == absl::TimeZone::TimeInfo::SKIPPED ? at.trans : at.pre;
}

DaySpan WindowOn(const v1::PlanLine& line, absl::CivilDay day) {
  const int months = static_cast<int>(line.accumulate_months());
  const absl::CivilMonth start(day.year(), (day.month() - 1) / months * months + 1);
  const absl::CivilMonth end = std::min(start + months, absl::CivilMonth(day.year() + 1, 1));
  return {absl::CivilDay(start), absl::CivilDay(end)};
}

bool IsInAdvance(const v1::PlanLine& line) {
  return line.cadence().timing() == v1::TIMING_IN_ADVANCE;
}

bool IsProrated(const v1::PlanLine& line) {
  return HasDaysOfItsOwn(line) ||
         (line.proration() != v1::PRORATION_UNSPECIFIED && line.proration() != v1::PRORATION_NONE);
}

std::vector<BilledPart> PartsDue(const DraftInput& input, const LineLife& life) {
  const bool in_advance = IsInAdvance(life.first());
  const DaySpan month = DaysOf(input.month);
  const DaySpan window = in_advance ? DaySpan{month.start, DaysOf(input.month + 1).end} : month;
  std::vector<BilledPart> parts;
  for (const DaySpan& period : PeriodsIn(life.first().cadence(), window)) {
    const DaySpan billed = BilledDays(input, life, period);
    if (!billed.empty() && IsDue(input, life, billed)) AddParts(input, life, period, parts);
  }
  return parts;
}

bool IsBilledElsewhere(const DraftInput& input, const BilledPart& part) {
  const std::string& line_id = part.line.line_id();
  if (!IsInAdvance(part.line)) {
    return part.days.end < part.period_days.end && WereFound(input, line_id, part.period_days);
  }
  // Before a period starts, and late, but never after the month that follows this one.
  const absl::CivilMonth first = absl::CivilMonth(part.period_days.start) - 1;
  for (absl::CivilMonth month = first; month <= input.month + 1; ++month) {
    if (month == input.month) continue;
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!content) continue;
    if (!LinesInAdvance(input, *content, {}, line_id, part.period_days).empty()) return true;
  }
  return false;
}

std::optional<v1::PeriodShare> ShareOfPeriod(v1::Proration proration, const DaySpan& days,
                                             const Span& span, const DaySpan& period_days,
                                             const Span& period) {
  if (days == period_days && span == period) return std::nullopt;
  Share share;
  v1::PeriodShare said;
  switch (proration) {
    case v1::PRORATION_BY_SECOND:
      share = ShareBySecond(span, period);
      said.set_proration(v1::PRORATION_BY_SECOND);
      break;
    case v1::PRORATION_THIRTY_DAY_MONTH:
      share = ShareByThirtyDays(days, period_days);
      said.set_proration(v1::PRORATION_THIRTY_DAY_MONTH);
      break;
    default:
      share = ShareByDay(days, period_days);
      said.set_proration(v1::PRORATION_BY_DAY);
  }
  said.set_numerator(share.numerator);
  said.set_denominator(share.denominator);
  said.set_period_start(FormatDate(period_days.start));
  said.set_period_end(FormatDate(period_days.end));
  return said;
}

Span SpanOfDays(const DraftInput& input, const std::string& line_id, const DaySpan& days) {
  if (days == DaysOf(input.month)) return input.span;
  Span span = SpanOf(days, input.zone);
  if (days.end == absl::CivilDay(input.month)) span.end = input.span.start;
  if (days.start == absl::CivilDay(input.month)) {
    span.start = input.span.start;
    return span;
  }
  // This month's own draft, if there is one already, is about to be made again.
  for (absl::CivilMonth month = FirstMonthThatBills(input, line_id, days.start - 1);
       month < input.month; ++month) {
    const auto before = input.facts.BilledIn(input.customer.customer_id(), month);
    if (!before) continue;
    for (const v1::DraftLine& rated : before->lines()) {
      const v1::Line& line = rated.line();
      if (PlanLineOf(line) != line_id) continue;
      const v1::Period& service = line.has_service() ? line.service() : before->period();
      const DaySpan billed = ServiceDays(*before, line);
      if (billed.end == days.start) span.start = FromProto(service.end());
      if (billed.start == days.start) span.start = FromProto(service.start());
    }
  }
  return span;
}

}  // namespace tally
