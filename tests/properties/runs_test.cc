// Drafting is a function of what is known: the same whenever it is asked, in a dry run and a run.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "properties/any_story.h"
#include "properties/house.h"
#include "properties/telling.h"

namespace tally {
namespace {

std::vector<v1::DraftGenerated> GeneratedBy(const std::vector<v1::Event>& events) {
  std::vector<v1::DraftGenerated> generated;
  for (const v1::Event& event : events) {
    if (event.has_draft_generated()) generated.push_back(event.draft_generated());
  }
  return generated;
}

RC_GTEST_PROP(Runs, DoWhatTheDryRunShows, ()) {
  const Story story = AnyStory(3);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  int drafts = 0;
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    const auto shown = house.DryRun(month.month);
    const auto again = house.DryRun(month.month);
    RC_ASSERT(shown.has_value() == again.has_value());
    const auto generated = GeneratedBy(house.Run(month.month));
    RC_ASSERT(generated.size() == (shown ? 1U : 0U));
    if (!shown) continue;
    RC_ASSERT(shown->SerializeAsString() == again->SerializeAsString());
    RC_ASSERT(shown->SerializeAsString() == generated.front().content().SerializeAsString());
    drafts += 1;
    if (drafts % 2 == 0) house.Approve(month.month);
  }
  RC_TAG(drafts);
}

// A draft that is made again, with itself in the books, is the same byte for byte; that is what an
// approval compares.
RC_GTEST_PROP(Runs, GiveTheSameWhenTheyAreMadeAgain, ()) {
  const Story story = AnyStory(3);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    house.Run(month.month);
    const auto content = house.ContentOf(month.month);
    if (!content) continue;
    const auto plain = house.Drafter(month.month).Draft(house.customer());
    RC_ASSERT(plain.ok());
    RC_ASSERT(plain->SerializeAsString() == content->SerializeAsString());
    const auto reviewed = house.Drafter(month.month).Draft(house.customer(), content);
    RC_ASSERT(reviewed.ok());
    RC_ASSERT(reviewed->SerializeAsString() == content->SerializeAsString());
  }
}

RC_GTEST_PROP(Runs, ChangeNothingTheSecondTime, ()) {
  const Story story = AnyStory(2);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    house.Run(month.month);
    if (*rc::gen::arbitrary<bool>()) house.Approve(month.month);
    const auto before = house.ContentOf(month.month);
    const auto generated = GeneratedBy(house.Run(month.month));
    const auto after = house.ContentOf(month.month);
    RC_ASSERT(generated.empty());
    RC_ASSERT(before.has_value() == after.has_value());
    if (!before) continue;
    RC_ASSERT(before->SerializeAsString() == after->SerializeAsString());
  }
}

}  // namespace
}  // namespace tally
