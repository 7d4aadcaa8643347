// Periods of any cadence follow each other: nothing is billed twice, and nothing is forgotten.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "ledger/calendar/cadence.h"
#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

// What one line of a document bills of a line of the plan.
struct Billed {
  DaySpan days;
  Span span;
  v1::Line line;
};

// What the documents bill of a line of the plan in the first place, by time. Lines of the same
// days, such as those of several rates, are there once.
std::vector<Billed> BilledOf(const std::string& line_id,
                             const std::vector<v1::DraftContent>& contents) {
  std::vector<Billed> all;
  for (const v1::DraftContent& content : contents) {
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      if (OfPlanLine(line) != line_id || line.part() != v1::LINE_PART_UNSPECIFIED) continue;
      const Billed billed{DaysIn(content, line), SpanIn(content, line), line};
      if (IsSplitOff(line)) {
        RC_ASSERT(all.back().days.end == billed.days.start);
        RC_ASSERT(all.back().span.end == billed.span.start);
        all.back().days.end = billed.days.end;
        all.back().span.end = billed.span.end;
      } else {
        all.push_back(billed);
      }
    }
  }
  std::ranges::stable_sort(all, {}, [](const Billed& billed) { return billed.span.start; });
  return all;
}

std::string Shown(const std::vector<Billed>& all) {
  std::string text;
  for (const Billed& billed : all) {
    absl::StrAppend(&text, "  ", billed.line.line_id(), " ", FormatDate(billed.days.start), " to ",
                    FormatDate(billed.days.end), ", ", FormatInstant(billed.span.start), " to ",
                    FormatInstant(billed.span.end), " quantity ", billed.line.quantity(), "\n");
  }
  return text;
}

// Days that follow each other are instants that follow each other.
void CheckTiles(const std::vector<Billed>& all) {
  for (size_t i = 1; i < all.size(); ++i) {
    RC_ASSERT(all[i - 1].days.end <= all[i].days.start);
    RC_ASSERT(all[i - 1].span.end <= all[i].span.start);
    if (all[i - 1].days.end != all[i].days.start) continue;
    RC_ASSERT(all[i - 1].span.end == all[i].span.start);
  }
}

// Whether all of a part is on one line of the document.
bool HasOneLine(const v1::PlanLine& line) {
  return line.counted().rule() != v1::QUANTITY_RULE_PER_CHANGE &&
         line.vendor().sync() != v1::VENDOR_SYNC_IMMEDIATE;
}

v1::PlanLine AnyFixedOrCountedLine(const std::string& line_id) {
  return AnyLine(AnyOf({LineKind::kFixed, LineKind::kCounted}), line_id);
}

v1::PlanLine AnyLineInArrears(const std::string& line_id, v1::Proration proration) {
  for (;;) {
    v1::PlanLine line = AnyFixedOrCountedLine(line_id);
    line.mutable_cadence()->clear_timing();
    line.set_proration(proration);
    if (HasOneLine(line)) return line;
  }
}

// In arrears, with all lines ended: each day of a plan that has the line is billed once.
RC_GTEST_PROP(PeriodsInArrears, CoverTheDaysOfTheirPlans, ()) {
  Story story = AnyProvider(4);
  const auto proration =
      AnyOf({v1::PRORATION_BY_DAY, v1::PRORATION_THIRTY_DAY_MONTH, v1::PRORATION_BY_SECOND});
  const auto any_line = [&](const std::string& line_id) {
    return AnyLineInArrears(line_id, proration);
  };
  SetAnyPlans(story, {.line_ids = {"a", "b"}, .any_line = any_line, .change = ChangeLine});
  AddBaseLine(story);
  EndAllLines(story);
  // What is not billed by the second takes no notice of a time of day.
  if (proration == v1::PRORATION_BY_SECOND && OneIn(2)) {
    SetAnyTimes(story);
  } else if (OneIn(3)) {
    MoveNowAndThen(story);
  }
  AddAnyCounts(story);
  const std::vector<v1::DraftContent> contents = Live(story);
  const Calendar calendar(story);
  for (const char* line_id : {"a", "b", "base"}) {
    const std::vector<Billed> all = BilledOf(line_id, contents);
    const Telling telling([&] { return TextOf(story) + Shown(all); });
    CheckTiles(all);
    std::map<absl::CivilDay, int> times;
    for (const Billed& billed : all) {
      for (absl::CivilDay day = billed.days.start; day < billed.days.end; ++day) times[day] += 1;
    }
    for (absl::CivilDay day = story.first_day() - 400; day < story.end_day() + 400; ++day) {
      const int expected = calendar.LineOn(line_id, day) == nullptr ? 0 : 1;
      if (times[day] != expected) RC_FAIL(absl::StrCat(line_id, " on ", FormatDate(day)));
    }
  }
}

// Without proration, in arrears and in advance: each period whose first day has the line is billed
// once and whole.
RC_GTEST_PROP(WholePeriods, AreBilledOnceEach, ()) {
  Story story = AnyProvider(5);
  v1::PlanLine line = AnyFixedOrCountedLine("a");
  line.set_proration(v1::PRORATION_NONE);
  line.clear_accumulate_months();
  RC_PRE(HasOneLine(line));
  const auto the_line = [&](const std::string&) { return line; };
  SetAnyPlans(story, {.line_ids = {"a"}, .any_line = the_line, .change = ChangeLine});
  for (StoryMonth& month : story.months) {
    for (v1::Plan& plan : month.plans) {
      if (LineOf(plan, "a") == nullptr) *plan.add_lines() = line;
    }
  }
  AddBaseLine(story);
  MoveNowAndThen(story);
  AddAnyCounts(story);
  const std::vector<Billed> all = BilledOf("a", Live(story));
  const Telling telling([&] { return TextOf(story) + Shown(all); });
  CheckTiles(all);

  const absl::CivilDay start = *ParseDate(story.Plans().front().effective_from());
  const bool in_advance = line.cadence().timing() == v1::TIMING_IN_ADVANCE;
  const absl::CivilDay next_month_end(story.months.back().month + 2);
  std::vector<DaySpan> expected;
  for (DaySpan period = PeriodOn(line.cadence(), start); period.start < next_month_end;
       period = PeriodOn(line.cadence(), period.end)) {
    if (period.start < start) continue;
    if (in_advance || period.end <= story.end_day()) expected.push_back(period);
  }
  RC_ASSERT(all.size() == expected.size());
  for (size_t i = 0; i < all.size(); ++i) RC_ASSERT(all[i].days == expected[i]);
}

// What was counted is billed, by one period or another; where it accumulates, rounded up once in
// each window.
RC_GTEST_PROP(SumsOfCounts, AddUpToWhatWasCounted, ()) {
  Story story = AnyProvider(5);
  const std::string step = OneOf({"", "1", "7.5"});
  const auto months = AnyOf<uint32_t>({3, 6, 12});
  SetAnyPlans(story, {.line_ids = {"a"},
                      .any_line =
                          [&](const std::string& line_id) {
                            v1::PlanLine line = BaseLine(line_id);
                            SetAnyCadence(line);
                            line.mutable_counted()->set_source_id("shop");
                            line.mutable_counted()->set_meter("USED");
                            line.mutable_counted()->set_rule(v1::QUANTITY_RULE_SUM);
                            line.mutable_counted()->set_round_up_to(step);
                            const bool fits = line.cadence().months() <= 3;
                            if (!step.empty() && !fits) line.clear_cadence();
                            if (!step.empty()) line.set_accumulate_months(months);
                            return line;
                          },
                      .change = ChangeLine});
  AddBaseLine(story);
  EndAllLines(story);
  if (OneIn(3)) MoveNowAndThen(story);
  AddAnyCounts(story);
  const std::vector<Billed> all = BilledOf("a", Live(story));
  const Telling telling([&] { return TextOf(story) + Shown(all); });

  const auto counted_in = [&](const Span& span) {
    Fraction sum;
    for (const StoryMonth& month : story.months) {
      const auto counts = month.counts.find("shop");
      if (counts == month.counts.end()) continue;
      for (const v1::Observation& seen : counts->second) {
        const bool is_his = std::ranges::any_of(
            month.customer.accounts(),
            [&](const v1::Account& account) { return account.account() == seen.account(); });
        const absl::Time instant = FromProto(seen.observed_at());
        const bool is_inside = span.start <= instant && instant < span.end;
        if (is_his && seen.meter() == "USED" && is_inside) sum = sum + Exactly(seen.quantity());
      }
    }
    return sum;
  };
  // By the first day of the window, what was counted and what is billed.
  std::map<std::string, std::pair<Fraction, Fraction>> windows;
  for (const Billed& billed : all) {
    auto& [counted, quantity] = windows[billed.line.accumulated().window_start()];
    counted = counted + counted_in(billed.span);
    quantity = quantity + QuantityIn(billed.line);
  }
  for (const auto& [start, window] : windows) {
    const auto& [counted, quantity] = window;
    Fraction expected = counted;
    if (!step.empty()) {
      expected = Fraction(Rounded(counted / Exactly(step), 0, v1::ROUNDING_UP)) * Exactly(step);
    }
    if (quantity != expected) RC_FAIL(absl::StrCat("window ", start));
  }
}

}  // namespace
}  // namespace tally
