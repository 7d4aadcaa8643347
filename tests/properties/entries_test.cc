// What was worked, bought and reached is billed once, by whichever plan has a line for it.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

Story AnyUsageStory() {
  Story story = AnyProvider(4);
  const auto any_line = [](const std::string& line_id) {
    return AnyLine(
        AnyOf({LineKind::kTime, LineKind::kTime, LineKind::kPassThrough, LineKind::kTriggered}),
        line_id);
  };
  SetAnyPlans(story,
              {.line_ids = {"a", "b", "c", "d"}, .any_line = any_line, .change = ChangeLine});
  AddBaseLine(story);
  // So that all periods are over.
  EndAllLines(story);
  AddAnyUsage(story);
  return story;
}

// What documents bill of one entry.
struct OfEntry {
  int times = 0;
  Fraction quantity;
};

std::map<std::string, OfEntry> EntriesIn(const std::vector<v1::DraftContent>& contents) {
  std::map<std::string, OfEntry> entries;
  for (const v1::DraftContent& content : contents) {
    for (const v1::DraftLine& rated : content.lines()) {
      for (const v1::BilledEntry& entry : rated.line().entries()) {
        OfEntry& of = entries[entry.entry_id()];
        of.times += 1;
        of.quantity = of.quantity + Exactly(entry.quantity());
      }
    }
  }
  return entries;
}

// The lines of the plan in force on a day.
std::vector<v1::PlanLine> LinesOn(const Calendar& calendar, const std::string& date) {
  const v1::Plan* plan = calendar.PlanOn(*ParseDate(date));
  if (plan == nullptr) return {};
  return {plan->lines().begin(), plan->lines().end()};
}

bool Takes(const v1::PlanLine& line, const v1::Charge& charge) {
  if (!line.has_pass_through()) return false;
  const v1::ChargeKind kind = line.pass_through().kind();
  return kind == v1::CHARGE_KIND_UNSPECIFIED || kind == v1::CHARGE_KIND_ANY ||
         kind == charge.kind();
}

bool Takes(const v1::PlanLine& line, const v1::TimeEntry& entry) {
  if (!line.has_time() || entry.not_billable()) return false;
  const v1::TimeQuantity& time = line.time();
  if (time.kind() == v1::TIME_KIND_TICKET && entry.ticket().empty()) return false;
  if (time.kind() == v1::TIME_KIND_PROJECT && entry.project().empty()) return false;
  return time.projects().empty() ||
         std::ranges::find(time.projects(), entry.project()) != time.projects().end();
}

bool Takes(const v1::PlanLine& line, const v1::Trigger& trigger) {
  return line.triggered().kind() == trigger.kind() &&
         (line.triggered().subject().empty() || line.triggered().subject() == trigger.subject());
}

template <class Entry>
bool IsTakenOn(const Calendar& calendar, const std::string& date, const Entry& entry) {
  return std::ranges::any_of(LinesOn(calendar, date),
                             [&](const v1::PlanLine& line) { return Takes(line, entry); });
}

RC_GTEST_PROP(Charges, AreBilledOnce, ()) {
  const Story story = AnyUsageStory();
  const Telling telling([&] { return TextOf(story); });
  const auto entries = EntriesIn(Live(story));
  const Calendar calendar(story);
  for (const StoryMonth& month : story.months) {
    for (const v1::Charge& charge : month.charges) {
      const auto found = entries.find(charge.entry_id());
      const OfEntry billed = found == entries.end() ? OfEntry() : found->second;
      const bool is_taken = IsTakenOn(calendar, charge.date(), charge);
      const Telling of_charge([&] { return charge.ShortDebugString(); });
      RC_ASSERT(billed.times == (is_taken ? 1 : 0));
      if (is_taken) RC_ASSERT(billed.quantity == Exactly(charge.quantity()));
    }
  }
}

// A trigger waits for a line that bills it.
RC_GTEST_PROP(Triggers, AreBilledOnce, ()) {
  const Story story = AnyUsageStory();
  const Telling telling([&] { return TextOf(story); });
  const auto entries = EntriesIn(Live(story));
  const Calendar calendar(story);
  for (const StoryMonth& month : story.months) {
    for (const v1::Trigger& trigger : month.triggers) {
      const auto found = entries.find(trigger.key());
      bool is_taken = false;
      for (absl::CivilDay day = *ParseDate(trigger.date()); day < story.end_day(); ++day) {
        is_taken |= IsTakenOn(calendar, FormatDate(day), trigger);
      }
      const int times = found == entries.end() ? 0 : found->second.times;
      const Telling of_trigger([&] { return trigger.ShortDebugString(); });
      RC_ASSERT(times == (is_taken ? 1 : 0));
    }
  }
}

// The hours of an entry, rounded up by itself.
Fraction HoursOf(const v1::TimeEntry& entry, int64_t increment) {
  int64_t minutes = entry.minutes();
  if (increment > 0) minutes = (minutes + increment - 1) / increment * increment;
  return Fraction(minutes) / Fraction(60);
}

// Each entry is on one line, or, where what is beyond is carried on, on one after the other; and
// all hours are used once.
RC_GTEST_PROP(Hours, AreUsedOnce, ()) {
  const Story story = AnyUsageStory();
  const Telling telling([&] { return TextOf(story); });
  const std::vector<v1::DraftContent> contents = Live(story);
  const auto entries = EntriesIn(contents);
  const Calendar calendar(story);
  Fraction worked;
  Fraction rounded_up;
  bool carries_on = false;
  for (const v1::Plan& plan : calendar.plans()) {
    for (const v1::PlanLine& line : plan.lines()) {
      carries_on |= line.included().overage() == v1::OVERAGE_NEXT_PERIOD;
    }
  }
  for (const StoryMonth& month : story.months) {
    for (const v1::TimeEntry& entry : month.time) {
      const auto found = entries.find(entry.entry_id());
      const int times = found == entries.end() ? 0 : found->second.times;
      const Telling of_entry([&] { return entry.ShortDebugString(); });
      const auto lines = LinesOn(calendar, entry.date());
      const auto line =
          std::ranges::find_if(lines, [&](const v1::PlanLine& each) { return Takes(each, entry); });
      RC_ASSERT((times > 0) == (line != lines.end()));
      RC_ASSERT(times <= 1 || carries_on);
      if (line == lines.end()) continue;
      worked = worked + HoursOf(entry, 0);
      rounded_up = rounded_up + HoursOf(entry, line->time().increment_minutes());
    }
  }

  Fraction used;
  for (const v1::DraftContent& content : contents) {
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      used = used + Exactly(line.hours().used());
      if (!line.has_hours() && line.entries().empty()) continue;
    }
  }
  // Sums are rounded up less often than each entry by itself.
  RC_ASSERT(worked <= used);
  RC_ASSERT(used <= rounded_up);
}

// What is beyond the included hours is on the lines, entry by entry.
RC_GTEST_PROP(Hours, AreBilledByTheirEntries, ()) {
  const Story story = AnyUsageStory();
  const Telling telling([&] { return TextOf(story); });
  for (const v1::DraftContent& content : Live(story)) {
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      // Only lines for time have entries that are billed in part; the pieces of a line that was
      // split by the rate of its tax have none.
      if (line.entries().empty() || IsSplitOff(line)) continue;
      Fraction sum;
      for (const v1::BilledEntry& entry : line.entries()) sum = sum + Exactly(entry.quantity());
      const Telling of_line([&] { return line.ShortDebugString(); });
      RC_ASSERT(sum == QuantityIn(line));
    }
  }
}

}  // namespace
}  // namespace tally
