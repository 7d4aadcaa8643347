// Splitting a period: its parts are the whole, however and wherever it is split.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "ledger/calendar/cadence.h"
#include "ledger/calendar/zone.h"
#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

// A fixed line in arrears.
v1::PlanLine AnyProratedLine() {
  v1::PlanLine line;
  line.set_line_id("a");
  line.set_item_id("stamp");
  SetAnyCadence(line);
  line.set_proration(
      AnyOf({v1::PRORATION_BY_DAY, v1::PRORATION_BY_SECOND, v1::PRORATION_THIRTY_DAY_MONTH}));
  // What bills nothing has no document.
  line.mutable_fixed()->set_quantity(OneOf({"1", "3", "17.25", "0.000001"}));
  line.mutable_held()->set_unit_price(AnyPrice());
  return line;
}

// A story with one line from the first day of a period on, which is split on `days` by plans that
// `at_split` changes.
struct Split {
  Story story;
  v1::PlanLine line;
  DaySpan period;
  // Where its parts start and the last ends.
  std::vector<absl::CivilDay> bounds;
};

Split AnySplit() {
  Split split{.story = AnyProvider(5), .line = AnyProratedLine(), .period = {}, .bounds = {}};
  split.story.org.mutable_tax_policy()->set_tax_point(v1::TAX_POINT_INVOICE_DATE);
  split.period = PeriodOn(split.line.cadence(), split.story.first_day() + 31);
  // Only what is over is billed in arrears.
  RC_PRE(split.period.end <= split.story.end_day());
  split.bounds = {split.period.start};
  const auto days = static_cast<int>(split.period.end - split.period.start);
  for (int i = Between(1, 3); i > 0; --i) {
    const absl::CivilDay day = split.bounds.back() + Between(1, days);
    if (day < split.period.end) split.bounds.push_back(day);
  }
  split.bounds.push_back(split.period.end);
  return split;
}

v1::Plan PlanFrom(absl::CivilDay day, const v1::PlanLine& line) {
  v1::Plan plan;
  plan.set_customer_id(kCustomer);
  plan.set_effective_from(FormatDate(day));
  *plan.add_lines() = line;
  return plan;
}

// What is billed of the line in the split period.
std::vector<v1::Line> PartsOf(const Split& split) {
  std::vector<v1::Line> parts;
  for (const v1::DraftContent& content : Live(split.story)) {
    for (const v1::DraftLine& rated : content.lines()) {
      const DaySpan days = DaysIn(content, rated.line());
      if (Intersection(days, split.period).empty()) continue;
      v1::Line line = rated.line();
      // A whole month of a line without a cadence is the document's.
      line.mutable_service()->set_first_day(FormatDate(days.start));
      line.mutable_service()->set_end_day(FormatDate(days.end));
      line.clear_plan_effective_from();
      parts.push_back(std::move(line));
    }
  }
  return parts;
}

// The parts of the price that add up to it.
void CheckParts(const Split& split, const std::vector<v1::Line>& parts) {
  const Fraction whole = Exactly(split.line.fixed().quantity()) *
                         Exactly(split.line.held().unit_price()) *
                         Fraction(PowerOfTen(DigitsOf(split.story)));
  RC_ASSERT(parts.size() + 1 == split.bounds.size());
  Fraction shares;
  Fraction amount;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Telling of_part([&] { return parts[i].ShortDebugString(); });
    RC_ASSERT(parts[i].service().first_day() == FormatDate(split.bounds[i]));
    RC_ASSERT(parts[i].service().end_day() == FormatDate(split.bounds[i + 1]));
    const Fraction share = ShareIn(parts[i]);
    if (split.line.proration() == v1::PRORATION_BY_DAY) {
      RC_ASSERT(share == Fraction(split.bounds[i + 1] - split.bounds[i]) /
                             Fraction(split.period.end - split.period.start));
    }
    RC_ASSERT(IsWithin(Fraction(PricedIn(parts[i])), whole * share, Slack(split.story, 1)));
    shares = shares + share;
    amount = amount + Fraction(PricedIn(parts[i]));
  }
  RC_ASSERT(shares == Fraction(1));
  RC_ASSERT(IsWithin(amount, whole, Slack(split.story, static_cast<int64_t>(parts.size()))));
}

// The story in which the plan changes at each bound; what it changes costs the same.
RC_GTEST_PROP(SplitPeriods, AreTheirParts, ()) {
  Split split = AnySplit();
  const bool has_times = OneIn(2);
  for (size_t i = 0; i + 1 < split.bounds.size(); ++i) {
    v1::PlanLine line = split.line;
    // Neither item is taxed, so that nothing but the item changes.
    line.set_item_id(i % 2 == 0 ? "stamp" : "post");
    v1::Plan plan = PlanFrom(split.bounds[i], line);
    if (i > 0 && has_times) plan.set_effective_time(OneOf({"00:30", "12:00", "23:59:59"}));
    split.story.months.front().plans.push_back(plan);
  }
  // Plans that are known before start on their days all the same.
  RC_PRE(split.period.start >= split.story.first_day());
  v1::Plan end = PlanFrom(split.period.end, split.line);
  end.clear_lines();
  split.story.months.front().plans.push_back(end);
  const Telling telling([&] { return TextOf(split.story); });
  CheckParts(split, PartsOf(split));
}

// A plan that says the same again splits nothing, and neither does one about other lines.
RC_GTEST_PROP(SplitPeriods, AreWholeWhereThePlanSaysTheSame, ()) {
  Split split = AnySplit();
  RC_PRE(split.period.start >= split.story.first_day());
  std::vector<v1::Plan>& plans = split.story.months.front().plans;
  plans = {PlanFrom(split.period.start, split.line)};
  Split same = split;
  for (size_t i = 1; i + 1 < split.bounds.size(); ++i) {
    v1::PlanLine other = split.line;
    other.set_line_id("b");
    v1::Plan plan = PlanFrom(split.bounds[i], split.line);
    if (OneIn(2)) plan.add_discounts()->set_name("nothing");
    if (!plan.discounts().empty()) plan.mutable_discounts(0)->set_percent("0");
    same.story.months.front().plans.push_back(plan);
  }
  const Telling telling([&] { return TextOf(same.story); });
  const std::vector<v1::Line> once = PartsOf(split);
  const std::vector<v1::Line> again = PartsOf(same);
  RC_ASSERT(once.size() == again.size());
  for (size_t i = 0; i < once.size(); ++i) {
    RC_ASSERT(once[i].ShortDebugString() == again[i].ShortDebugString());
  }
}

// What starts or ends inside a period costs that part of it.
RC_GTEST_PROP(SplitPeriods, CostTheirStubs, ()) {
  Split split = AnySplit();
  RC_PRE(split.bounds.size() > 2);
  RC_PRE(split.period.start >= split.story.first_day());
  const bool is_leading = OneIn(2);
  const absl::CivilDay day = split.bounds[1];
  v1::Plan nothing = PlanFrom(is_leading ? split.period.start : day, split.line);
  nothing.clear_lines();
  const v1::Plan plan = PlanFrom(is_leading ? day : split.period.start, split.line);
  split.story.months.front().plans = {plan, nothing};
  const Telling telling([&] { return TextOf(split.story); });
  const std::vector<v1::Line> parts = PartsOf(split);
  RC_ASSERT(parts.size() == 1U);
  const DaySpan lived =
      is_leading ? DaySpan{day, split.period.end} : DaySpan{split.period.start, day};
  RC_ASSERT(parts[0].service().first_day() == FormatDate(lived.start));
  RC_ASSERT(parts[0].service().end_day() == FormatDate(lived.end));

  const absl::TimeZone zone = *FindZone(split.story.zone());
  const auto seconds = [&](const DaySpan& days) {
    const Span span = SpanOf(days, zone);
    return Fraction(absl::ToInt64Seconds(span.end - span.start));
  };
  const Fraction by_day =
      Fraction(lived.end - lived.start) / Fraction(split.period.end - split.period.start);
  const Fraction share = ShareIn(parts[0]);
  const Telling of_part([&] { return parts[0].ShortDebugString(); });
  if (split.line.proration() == v1::PRORATION_BY_DAY) RC_ASSERT(share == by_day);
  if (split.line.proration() == v1::PRORATION_BY_SECOND) {
    RC_ASSERT(share == seconds(lived) / seconds(split.period));
  }
  // Of a month, the 30-day convention is off by the days that it is not 30 long.
  RC_ASSERT(Fraction(0) <= share);
  RC_ASSERT(share <= Fraction(1));
}

}  // namespace
}  // namespace tally
