// AnyStory: a provider and months of one of its customers, made up at random.
//
//   Story story = AnyProvider(/*months=*/4);
//   SetAnyPlans(story, {.line_ids = {"a", "b"}, .any_line = ..., .change = ChangeLine});
//   AddAnyCounts(story);

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/story.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// An org, its taxes and rates, and a customer without plans, over so many months.
Story AnyProvider(int months);

// How the plans of a story are made up.
struct PlanWishes {
  // Ids that lines may have; one in four is missing from a plan.
  std::vector<std::string> line_ids;
  // A line under that id.
  std::function<v1::PlanLine(const std::string& line_id)> any_line;
  // Changes a line where a plan takes over; nothing is changed if this is unset.
  std::function<void(v1::PlanLine& line)> change;
  // Whether what has ended, or is new, may also be a line of another kind under the same id.
  bool replaces = true;
};

// Sets plans: the first from a day in the first month on, and up to two more in each month.
void SetAnyPlans(Story& story, const PlanWishes& wishes);

// Adds a line `base` to all plans, that makes every month one that is billed.
void AddBaseLine(Story& story);

// Adds credits, discounts and commitments to plans.
void AddAnyAdjustments(Story& story);

// Adds a plan without lines from a day in the last month on, and takes back all that was planned
// from that day on.
void EndAllLines(Story& story);

// Gives plans a time of day.
void SetAnyTimes(Story& story);

// Adds what is counted, worked, bought and reached in the months.
void AddAnyCounts(Story& story);
void AddAnyUsage(Story& story);

// Moves the customer to another zone now and then. Call it before anything is counted.
void MoveNowAndThen(Story& story);

// All of it, with lines of every kind, discounts and commitments.
void AddAnything(Story& story);
Story AnyStory(int months);

}  // namespace tally
