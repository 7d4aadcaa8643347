#include "properties/any_story.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/zone.h"
#include "properties/any_line.h"
#include "properties/choice.h"
#include "properties/house.h"

namespace tally {
namespace {

// The first instant that a month counts, and the one after its last.
std::vector<Span> SpansOfMonths(const Story& story) {
  std::vector<Span> spans;
  for (const StoryMonth& month : story.months) {
    const std::string& zone =
        month.customer.time_zone().empty() ? story.org.time_zone() : month.customer.time_zone();
    Span span = MonthSpan(month.month, *FindZone(zone));
    if (!spans.empty()) span.start = spans.back().end;
    spans.push_back(span);
  }
  return spans;
}

// An instant in `span`, whole seconds after its start, which may be one of its midnights.
absl::Time AnyInstantIn(const Span& span) {
  constexpr int kHoursADay = 24;
  const auto hours = static_cast<int>(absl::ToInt64Hours(span.end - span.start));
  const int days = hours / kHoursADay;
  absl::Time instant = span.start + absl::Hours(kHoursADay * Between(0, std::max(0, days - 1)));
  if (!OneIn(3))
    instant += absl::Hours(Between(0, kHoursADay - 1)) + absl::Seconds(Between(0, 3'599));
  if (OneIn(8)) instant = span.end - absl::Seconds(1);
  return std::min(instant, span.end - absl::Seconds(1));
}

v1::Observation AnyObservation(const Story& story, const std::string& account,
                               const std::string& meter) {
  v1::Observation seen;
  seen.set_account(account);
  seen.set_meter(meter);
  if (meter == "MEMBER") {
    for (int i = 0; i < 14; ++i) {
      if (OneIn(3)) seen.add_members(absl::StrCat(OneOf({"m", "M"}), i));
    }
  }
  if (seen.members().empty()) seen.set_quantity(NumberUpTo(30, AnyOf({0, 0, 1, 6})));
  if (OneIn(2)) {
    seen.set_unit_cost(NumberUpTo(30, 3));
    seen.set_cost_currency(OneIn(3) ? OneOf({"EUR", "USD", "JPY"}) : story.currency());
  }
  return seen;
}

v1::PlanLine LineUnder(const PlanWishes& wishes, const std::string& line_id) {
  v1::PlanLine line = wishes.any_line(line_id);
  line.set_line_id(line_id);
  return line;
}

// The first plan: most ids.
v1::Plan FirstPlan(const PlanWishes& wishes) {
  v1::Plan plan;
  plan.set_customer_id(kCustomer);
  for (const std::string& line_id : wishes.line_ids) {
    if (!OneIn(4)) *plan.add_lines() = LineUnder(wishes, line_id);
  }
  return plan;
}

// The plan that takes over from `before`: lines end, start, change or go on.
v1::Plan NextPlan(const v1::Plan& before, const PlanWishes& wishes) {
  v1::Plan plan = before;
  plan.clear_lines();
  plan.clear_effective_time();
  for (const std::string& line_id : wishes.line_ids) {
    const v1::PlanLine* line = LineOf(before, line_id);
    const int chance = Between(0, 7);
    if (line == nullptr) {
      if (chance > 3) *plan.add_lines() = LineUnder(wishes, line_id);
      continue;
    }
    if (chance == 7) continue;
    v1::PlanLine next = chance == 6 && wishes.replaces ? LineUnder(wishes, line_id) : *line;
    if (chance >= 3 && wishes.change) wishes.change(next);
    *plan.add_lines() = std::move(next);
  }
  return plan;
}

// Adds a credit of one of the lines, and discounts and commitments of the whole document.
void AddAdjustments(v1::Plan& plan) {
  if (plan.lines_size() > 0 && OneIn(2)) {
    const v1::PlanLine& credited = plan.lines(Between(0, plan.lines_size() - 1));
    *plan.add_lines() = AnyLine(LineKind::kCredit, "credit", credited.line_id());
  }
  for (int i = OneIn(3) ? Between(1, 2) : 0; i > 0; --i) *plan.add_discounts() = AnyDiscount();
  for (int i = OneIn(3) ? Between(1, 2) : 0; i > 0; --i) {
    v1::Commitment& commitment = *plan.add_commitments();
    commitment.set_commitment_id(absl::StrCat("commitment-", i));
    commitment.set_amount(NumberUpTo(500, 2));
    commitment.set_months(AnyOf<uint32_t>({0, 1, 3, 5, 12}));
    commitment.set_proration(AnyProration());
    commitment.set_kind(AnyOf({v1::COMMITMENT_KIND_MINIMUM, v1::COMMITMENT_KIND_MAXIMUM}));
    if (commitment.kind() == v1::COMMITMENT_KIND_MINIMUM) commitment.set_item_id("stamp");
  }
}

}  // namespace

void SetAnyPlans(Story& story, const PlanWishes& wishes) {
  v1::Plan first = FirstPlan(wishes);
  first.set_effective_from(FormatDate(story.first_day() + (OneIn(2) ? Between(1, 40) : 0)));
  story.months.front().plans.push_back(first);
  for (StoryMonth& month : story.months) {
    for (int i = AnyOf({0, 0, 1, 1, 2}); i > 0; --i) {
      // From the first of a month on, plans are set before that: the month before is invoiced by
      // then, and what they end there would be late news.
      const absl::CivilDay day = absl::CivilDay(month.month) + Between(1, 45);
      const Calendar calendar(story);
      const v1::Plan* before = calendar.PlanOn(day);
      if (before == nullptr || before->effective_from() == FormatDate(day)) continue;
      v1::Plan plan = NextPlan(*before, wishes);
      plan.set_effective_from(FormatDate(day));
      month.plans.push_back(std::move(plan));
    }
  }
}

void AddBaseLine(Story& story) {
  for (StoryMonth& month : story.months) {
    for (v1::Plan& plan : month.plans) *plan.add_lines() = BaseLine("base");
  }
}

void AddAnyAdjustments(Story& story) {
  for (StoryMonth& month : story.months) {
    for (v1::Plan& plan : month.plans) AddAdjustments(plan);
  }
}

void EndAllLines(Story& story) {
  const absl::CivilDay day = story.end_day() - Between(1, 20);
  const std::string end = FormatDate(day);
  for (StoryMonth& month : story.months) {
    std::erase_if(month.plans, [&](const v1::Plan& plan) { return plan.effective_from() >= end; });
  }
  v1::Plan nothing;
  nothing.set_customer_id(kCustomer);
  nothing.set_effective_from(end);
  story.months.back().plans.push_back(std::move(nothing));
}

void SetAnyTimes(Story& story) {
  for (StoryMonth& month : story.months) {
    for (v1::Plan& plan : month.plans) {
      if (OneIn(2)) plan.set_effective_time(OneOf({"00:30", "02:30", "12:00", "23:59:59"}));
    }
  }
}

void AddAnyCounts(Story& story) {
  const std::vector<Span> spans = SpansOfMonths(story);
  for (size_t i = 0; i < spans.size(); ++i) {
    for (const char* place : {"shop S1", "shop S2", "tool T1"}) {
      const std::string source = std::string(place).substr(0, 4);
      const std::string account = std::string(place).substr(5);
      for (const char* meter : {"SEAT", "USED", "MEMBER"}) {
        std::set<absl::Time> instants;
        for (int n = Between(0, 3); n > 0; --n) instants.insert(AnyInstantIn(spans[i]));
        for (const absl::Time instant : instants) {
          v1::Observation seen = AnyObservation(story, account, meter);
          *seen.mutable_observed_at() = ToProto(instant);
          story.months[i].counts[source].push_back(std::move(seen));
        }
      }
    }
  }
}

void AddAnyUsage(Story& story) {
  int number = 0;
  const auto fill = [&](auto& entry, absl::CivilMonth month) {
    entry.set_customer_id(kCustomer);
    entry.set_date(FormatDate(absl::CivilDay(month) + Between(0, 27) + (OneIn(8) ? 3 : 0)));
    return absl::StrCat("e", ++number);
  };
  const auto is_in = [](const std::string& date, absl::CivilMonth month) {
    return absl::CivilMonth(*ParseDate(date)) == month;
  };
  for (StoryMonth& month : story.months) {
    for (int i = Between(0, 5); i > 0; --i) {
      v1::TimeEntry entry;
      entry.set_entry_id(fill(entry, month.month));
      entry.set_minutes(static_cast<uint32_t>(Between(1, 500)));
      if (OneIn(2)) entry.set_ticket("T7");
      if (OneIn(2)) entry.set_project(OneOf({"P1", "P2"}));
      if (OneIn(5)) entry.set_unit_price(NumberUpTo(200, 2));
      entry.set_not_billable(OneIn(8));
      if (is_in(entry.date(), month.month)) month.time.push_back(std::move(entry));
    }
    for (int i = Between(0, 3); i > 0; --i) {
      v1::Charge charge;
      charge.set_entry_id(fill(charge, month.month));
      charge.set_kind(AnyOf({v1::CHARGE_KIND_HARDWARE, v1::CHARGE_KIND_EXPENSE}));
      charge.set_quantity(NumberUpTo(9, 2));
      charge.set_unit_cost(NumberUpTo(300, 3));
      charge.set_cost_currency(OneIn(3) ? OneOf({"EUR", "USD", "JPY"}) : story.currency());
      if (is_in(charge.date(), month.month)) month.charges.push_back(std::move(charge));
    }
    for (int i = Between(0, 3); i > 0; --i) {
      v1::Trigger trigger;
      trigger.set_key(fill(trigger, month.month));
      trigger.set_kind(
          AnyOf({v1::TRIGGER_KIND_MILESTONE, v1::TRIGGER_KIND_DEAL, v1::TRIGGER_KIND_SLA_BREACH}));
      if (OneIn(2)) trigger.set_subject(OneOf({"X", "Y"}));
      if (OneIn(2)) trigger.set_amount(NumberUpTo(400, 2));
      if (is_in(trigger.date(), month.month)) month.triggers.push_back(std::move(trigger));
    }
  }
}

void MoveNowAndThen(Story& story) {
  for (size_t i = 1; i < story.months.size(); ++i) {
    v1::Customer& customer = story.months[i].customer;
    customer.set_time_zone(story.months[i - 1].customer.time_zone());
    if (OneIn(4)) {
      customer.set_time_zone(OneOf({"UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"}));
    }
  }
}

void AddAnything(Story& story) {
  const PlanWishes wishes{
      .line_ids = {"a", "b", "c", "d", "e"},
      .any_line =
          [](const std::string& line_id) {
            return AnyLine(AnyOf({LineKind::kFixed, LineKind::kCounted, LineKind::kCounted,
                                  LineKind::kTime, LineKind::kPassThrough, LineKind::kTriggered}),
                           line_id);
          },
      .change = ChangeLine};
  SetAnyPlans(story, wishes);
  AddAnyAdjustments(story);
  if (OneIn(2)) SetAnyTimes(story);
  if (OneIn(4)) MoveNowAndThen(story);
  AddAnyCounts(story);
  AddAnyUsage(story);
}

Story AnyStory(int months) {
  Story story = AnyProvider(months);
  AddAnything(story);
  return story;
}

}  // namespace tally
