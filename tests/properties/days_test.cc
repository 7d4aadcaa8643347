// Day by day: what was billed of a prorated line, in arrears or in advance and corrected, is what
// each day costs, whatever changed on the way.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "ledger/calendar/cadence.h"
#include "ledger/calendar/proration.h"
#include "ledger/calendar/zone.h"
#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

// A prorated line at a price that is held: fixed, or by what stood each day.
v1::PlanLine AnyDailyLine(const std::string& line_id) {
  v1::PlanLine line;
  line.set_line_id(line_id);
  line.set_item_id(OneOf({"stamp", "seat", "book"}));
  SetAnyCadence(line);
  SetAnyTiming(line);
  line.mutable_held()->set_unit_price(AnyPrice());
  line.set_price_includes_tax(OneIn(5));
  for (int i = OneIn(3) ? Between(1, 2) : 0; i > 0; --i) {
    v1::Discount& discount = *line.add_discounts();
    discount.set_name("Less");
    discount.set_percent(OneOf({"5", "12.5", "50", "100"}));
  }
  line.set_proration(AnyOf({v1::PRORATION_BY_DAY, v1::PRORATION_BY_DAY,
                            v1::PRORATION_THIRTY_DAY_MONTH, v1::PRORATION_BY_SECOND}));
  if (OneIn(2)) {
    line.mutable_fixed()->set_quantity(NumberUpTo(30, 2));
    return line;
  }
  v1::CountedQuantity& counted = *line.mutable_counted();
  counted.set_source_id("shop");
  counted.set_meter("SEAT");
  if (line.cadence().timing() == v1::TIMING_IN_ADVANCE) {
    counted.set_rule(v1::QUANTITY_RULE_PERIOD_START);
    if (OneIn(4)) counted.set_round_up_to("10");
  } else {
    counted.set_rule(v1::QUANTITY_RULE_SEAT_DAYS);
    line.set_proration(v1::PRORATION_BY_DAY);
  }
  return line;
}

Story AnyDailyStory() {
  Story story = AnyProvider(4);
  SetAnyPlans(story, {.line_ids = {"a", "b"}, .any_line = AnyDailyLine, .change = ChangeLine});
  EndAllLines(story);
  AddAnyCounts(story);
  return story;
}

// What a day costs, as the rules say it.
class Days {
 public:
  explicit Days(const Story& story)
      : story_(story), calendar_(story), zone_(*FindZone(story.zone())) {}

  // How many units are paid for on `day`.
  Fraction Quantity(const v1::PlanLine& line, absl::CivilDay day) const {
    if (line.has_fixed()) return Exactly(line.fixed().quantity());
    Fraction sum;
    for (const auto& account : story_.months.front().customer.accounts()) {
      if (account.source_id() != "shop") continue;
      std::string last = "0";
      for (const StoryMonth& month : story_.months) {
        const auto counts = month.counts.find("shop");
        if (counts == month.counts.end()) continue;
        for (const v1::Observation& seen : counts->second) {
          if (seen.account() != account.account() || seen.meter() != "SEAT") continue;
          // Of each account they are in the order of time.
          if (FromProto(seen.observed_at()) < FirstInstantOf(day + 1, zone_))
            last = seen.quantity();
        }
      }
      sum = sum + Exactly(last);
    }
    const Fraction step = Exactly(line.counted().round_up_to());
    if (step == Fraction(0)) return sum;
    return Fraction(Rounded(sum / step, 0, v1::ROUNDING_UP)) * step;
  }

  // What is left of a price after the discounts of its line, one after the other.
  static Fraction AfterDiscounts(const v1::PlanLine& line) {
    Fraction left(1);
    for (const v1::Discount& discount : line.discounts()) {
      left = left * (Fraction(100) - Exactly(discount.percent())) / Fraction(100);
    }
    return left;
  }

  // The part of its period that `day` is.
  Fraction Weight(const v1::PlanLine& line, absl::CivilDay day) const {
    const DaySpan period = PeriodOn(line.cadence(), day);
    const DaySpan of_day{day, day + 1};
    if (line.proration() == v1::PRORATION_BY_SECOND) {
      return Seconds(of_day) / Seconds(period);
    }
    const Share share = line.proration() == v1::PRORATION_THIRTY_DAY_MONTH
                            ? ShareByThirtyDays(of_day, period)
                            : Share{1, period.end - period.start};
    return Fraction(share.numerator) / Fraction(share.denominator);
  }

  const Calendar& calendar() const { return calendar_; }

 private:
  Fraction Seconds(const DaySpan& days) const {
    const Span span = SpanOf(days, zone_);
    return Fraction(absl::ToInt64Seconds(span.end - span.start));
  }

  const Story& story_;
  const Calendar calendar_;
  const absl::TimeZone zone_;
};

bool IsOfDays(const v1::Line& line) {
  return line.part() == v1::LINE_PART_UNSPECIFIED || line.part() == v1::LINE_PART_UNUSED ||
         line.part() == v1::LINE_PART_CHANGED;
}

// How many discounts a line has at most.
int DiscountsOn(const std::string& line_id, const Calendar& calendar) {
  int most = 0;
  for (const v1::Plan& plan : calendar.plans()) {
    const v1::PlanLine* line = LineOf(plan, line_id);
    if (line != nullptr) most = std::max(most, line->discounts_size());
  }
  return most;
}

std::string Shown(const std::vector<v1::DraftContent>& contents) {
  std::string text;
  for (const v1::DraftContent& content : contents) {
    absl::StrAppend(&text, content.period().month(), "\n");
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      const DaySpan days = DaysIn(content, line);
      absl::StrAppend(
          &text, "  ", line.line_id(), " ", line.quantity(), " x ", line.unit_price(),
          line.has_share()
              ? absl::StrCat(" x ", line.share().numerator(), "/", line.share().denominator())
              : "",
          " = ", PricedIn(line), ", ", FormatDate(days.start), " to ", FormatDate(days.end), "\n");
    }
  }
  return text;
}

RC_GTEST_PROP(ProratedLines, CostWhatTheirDaysCost, ()) {
  const Story story = AnyDailyStory();
  const std::vector<v1::DraftContent> contents = Live(story);
  const Telling telling([&] { return TextOf(story) + Shown(contents); });
  const Days days(story);
  for (const char* line_id : {"a", "b"}) {
    Fraction billed;
    int64_t amounts = 0;
    for (const v1::DraftContent& content : contents) {
      for (const v1::DraftLine& rated : content.lines()) {
        if (OfPlanLine(rated.line()) != line_id) continue;
        billed = billed + Fraction(PricedIn(rated.line()));
        const bool counts = IsOfDays(rated.line()) && !IsSplitOff(rated.line());
        amounts += counts ? 1 + DiscountsOn(line_id, days.calendar()) : 0;
      }
      // No credit is more than what was billed before it.
      RC_ASSERT(billed >= Fraction(0));
    }
    Fraction exact;
    for (absl::CivilDay day = story.first_day(); day < story.end_day() + 40; ++day) {
      const v1::PlanLine* line = days.calendar().LineOn(line_id, day);
      if (line == nullptr) continue;
      exact = exact + days.Quantity(*line, day) * Exactly(line->held().unit_price()) *
                          days.Weight(*line, day) * Days::AfterDiscounts(*line);
    }
    const Telling of_line([&] { return std::string(line_id); });
    exact = exact * Fraction(PowerOfTen(DigitsOf(story)));
    RC_ASSERT(IsWithin(billed, exact, Slack(story, amounts)));
  }
}

// Where the quantity is that of a day, each day is paid for once, and none without a plan.
RC_GTEST_PROP(ProratedLines, BillEachDayOnce, ()) {
  const Story story = AnyDailyStory();
  const std::vector<v1::DraftContent> contents = Live(story);
  const Telling telling([&] { return TextOf(story) + Shown(contents); });
  const Days days(story);
  for (const char* line_id : {"a", "b"}) {
    std::map<absl::CivilDay, Fraction> billed;
    for (const v1::DraftContent& content : contents) {
      for (const v1::DraftLine& rated : content.lines()) {
        if (OfPlanLine(rated.line()) != line_id || !IsOfDays(rated.line())) continue;
        const DaySpan of_line = DaysIn(content, rated.line());
        for (absl::CivilDay day = of_line.start; day < of_line.end; ++day) {
          billed[day] = billed[day] + QuantityIn(rated.line());
        }
      }
    }
    std::set<absl::CivilDay> all;
    for (const auto& [day, quantity] : billed) all.insert(day);
    for (absl::CivilDay day = story.first_day(); day < story.end_day(); ++day) all.insert(day);
    for (const absl::CivilDay day : all) {
      const v1::PlanLine* line = days.calendar().LineOn(line_id, day);
      if (line != nullptr && line->counted().rule() == v1::QUANTITY_RULE_SEAT_DAYS) continue;
      const Fraction expected = line == nullptr ? Fraction(0) : days.Quantity(*line, day);
      if (billed[day] != expected) RC_FAIL(absl::StrCat(line_id, " on ", FormatDate(day)));
    }
  }
}

}  // namespace
}  // namespace tally
