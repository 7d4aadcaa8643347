// Late news: what is learnt after months were invoiced is billed by a later draft, once and in
// full.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/late_amounts.h"
#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

constexpr int kMonths = 4;

// A story as it is known in time, and what becomes known when all but its last month are invoiced.
struct Told {
  Story in_time;
  StoryMonth news;
};

// Moves some of `known` to `news`.
template <class Items>
void Withhold(Items& known, Items& news) {
  Items kept;
  for (auto& item : known) (OneIn(3) ? news : kept).push_back(std::move(item));
  known = std::move(kept);
}

// Withholds some of what happens in all months but the last. The first plan is known.
Told Withheld(const Story& story) {
  Told told{.in_time = story, .news = {}};
  told.news.month = story.months[story.months.size() - 2].month;
  for (size_t i = 0; i + 1 < story.months.size(); ++i) {
    StoryMonth& month = told.in_time.months[i];
    for (auto& [source, counts] : month.counts) Withhold(counts, told.news.counts[source]);
    Withhold(month.time, told.news.time);
    Withhold(month.charges, told.news.charges);
    std::vector<v1::Plan> plans;
    for (v1::Plan& plan : month.plans) {
      const bool is_first = i == 0 && plans.empty();
      (!is_first && OneIn(2) ? told.news.plans : plans).push_back(std::move(plan));
    }
    month.plans = std::move(plans);
    told.news.customer = month.customer;
  }
  std::erase_if(told.news.counts, [](const auto& counts) { return counts.second.empty(); });
  std::erase_if(told.in_time.months.front().counts,
                [](const auto& counts) { return counts.second.empty(); });
  for (StoryMonth& month : told.in_time.months) {
    std::erase_if(month.counts, [](const auto& counts) { return counts.second.empty(); });
  }
  return told;
}

// Lives all but the last month with what is known in time, learns the rest, and runs the last.
House LiveLate(const Told& told) {
  House house(told.in_time);
  for (size_t i = 0; i < told.in_time.months.size(); ++i) {
    const StoryMonth& month = told.in_time.months[i];
    const bool is_last = i + 1 == told.in_time.months.size();
    if (is_last) house.Know(told.news);
    house.Know(month);
    house.Run(month.month);
    if (!is_last) house.Approve(month.month);
  }
  return house;
}

// What is billed for each line of the plans and its item, as its price says it, by tax. Parts of a
// period may be billed in the months of other ends.
using Billed = std::map<std::string, int64_t>;

// What a line is billed for. A discount of the document that takes as much as it did may take other
// parts of the lines.
std::string SubjectOf(const v1::Line& line) {
  const bool is_late = line.part() == v1::LINE_PART_LATE;
  const bool is_of_document = is_late ? IsLateDocumentDiscount(line) : IsDocumentDiscount(line);
  const std::string tax = absl::StrCat(line.tax_id(), line.has_amount_with_tax() ? " in it" : "");
  if (is_of_document) return absl::StrCat("discount, tax ", tax);
  return absl::StrCat(is_late ? line.corrects().plan_line_id() : OfPlanLine(line), ", ",
                      line.item_id(), ", tax ", tax);
}

Billed BilledBy(const House& house, const Story& story) {
  Billed billed;
  for (const StoryMonth& month : story.months) {
    const auto content = house.ContentOf(month.month);
    if (!content) continue;
    for (const v1::DraftLine& rated : content->lines()) {
      billed[SubjectOf(rated.line())] += PricedIn(rated.line());
    }
  }
  std::erase_if(billed, [](const auto& entry) { return entry.second == 0; });
  return billed;
}

std::string TextOf(const Billed& billed) {
  std::string text;
  for (const auto& [subject, amount] : billed) absl::StrAppend(&text, subject, ": ", amount, "\n");
  return text;
}

std::string TextOf(const House& house, const Story& story) {
  std::string text;
  for (const StoryMonth& month : story.months) {
    const auto content = house.ContentOf(month.month);
    if (!content) continue;
    absl::StrAppend(&text, "billed in ", FormatMonth(month.month), "\n");
    for (const v1::DraftLine& rated : content->lines()) {
      absl::StrAppend(&text, "  ", rated.line().ShortDebugString(), "\n");
    }
  }
  return text;
}

std::string TextOf(const Told& told) {
  Story news;
  news.months = {told.news};
  return absl::StrCat(TextOf(told.in_time), "news:\n", TextOf(news));
}

// A line in arrears that does not add up over several periods.
v1::PlanLine AnyClosedLine(const std::string& line_id) {
  v1::PlanLine line = AnyLine(
      AnyOf({LineKind::kFixed, LineKind::kCounted, LineKind::kTime, LineKind::kPassThrough}),
      line_id);
  if (line.has_cadence()) line.mutable_cadence()->clear_timing();
  line.clear_accumulate_months();
  return line;
}

// What is committed over several months counts what was billed for them and all that corrects it,
// and later months catch up.
void CommitToSingleMonths(Story& story) {
  for (StoryMonth& month : story.months) {
    for (v1::Plan& plan : month.plans) {
      for (v1::Commitment& commitment : *plan.mutable_commitments()) commitment.clear_months();
    }
  }
}

Story AnyClosedStory() {
  Story story = AnyProvider(kMonths);
  SetAnyPlans(story,
              {.line_ids = {"a", "b", "c"}, .any_line = AnyClosedLine, .change = ChangeLine});
  AddBaseLine(story);
  AddAnyAdjustments(story);
  CommitToSingleMonths(story);
  AddAnyCounts(story);
  AddAnyUsage(story);
  for (StoryMonth& month : story.months) month.triggers.clear();
  return story;
}

bool HasLateLines(const v1::DraftContent& content) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().part() == v1::LINE_PART_LATE) return true;
  }
  return false;
}

RC_GTEST_PROP(LateNews, IsBilledAsIfAllHadBeenKnownFromTheStart, ()) {
  const Story story = AnyClosedStory();
  const Told told = Withheld(story);
  const Telling telling([&] { return TextOf(told); });
  House knowing(story);
  for (const StoryMonth& month : story.months) {
    knowing.Know(month);
    knowing.Run(month.month);
    if (month.month != story.months.back().month) knowing.Approve(month.month);
  }
  const House late = LiveLate(told);
  const Billed expected = BilledBy(knowing, story);
  const Billed billed = BilledBy(late, story);
  const Telling documents([&] {
    return absl::StrCat("in time\n", TextOf(knowing, story), TextOf(expected), "late\n",
                        TextOf(late, story), TextOf(billed));
  });
  RC_ASSERT(billed == expected);
}

// Whatever is looked at again comes out as it was invoiced: lines of every kind, credits, discounts
// and commitments.
RC_GTEST_PROP(LateNews, ComesOfNothing, ()) {
  const Story story = AnyStory(kMonths);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    if (month.month == story.months.back().month) house.MarkAllMonths();
    house.Run(month.month);
    if (month.month != story.months.back().month) house.Approve(month.month);
  }
  const auto last = house.ContentOf(story.months.back().month);
  const Telling documents([&] { return TextOf(house, story); });
  if (last) RC_ASSERT(!HasLateLines(*last));
}

// A draft that bills it leaves nothing, and is the same when it is made again.
RC_GTEST_PROP(LateNews, IsBilledOnce, ()) {
  Story story = AnyStory(kMonths);
  AddBaseLine(story);
  const Told told = Withheld(story);
  const Telling telling([&] { return TextOf(told); });
  House house = LiveLate(told);
  const Telling documents([&] { return TextOf(house, told.in_time); });
  const absl::CivilMonth last = story.months.back().month;
  const auto content = house.ContentOf(last);
  RC_PRE(content.has_value());
  const auto again = house.Drafter(last).Draft(house.customer(), content);
  RC_ASSERT(again.ok());
  RC_ASSERT(again->SerializeAsString() == content->SerializeAsString());
  house.Approve(last);
  for (const v1::LateDifference& left : house.Late()) RC_FAIL(left.ShortDebugString());
}

}  // namespace
}  // namespace tally
