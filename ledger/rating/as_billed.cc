#include "ledger/rating/as_billed.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/line_ends.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// A line, and its discounts behind it.
using Group = std::vector<v1::DraftLine>;

const std::string& IdOf(const Group& group) { return group.front().line().line_id(); }

// Whether `line` bills something of a plan, or is a discount on a line that does.
bool IsRated(const v1::Line& line) {
  switch (line.part()) {
    case v1::LINE_PART_CREDIT:
    case v1::LINE_PART_CAP:
    case v1::LINE_PART_MINIMUM:
    case v1::LINE_PART_LATE:
      return false;
    case v1::LINE_PART_DISCOUNT:
      return !IsDocumentDiscount(line);
    default:
      return true;
  }
}

// Adds a piece of another tax rate back to its line.
void Join(const v1::Line& piece, v1::Line& whole) {
  const v1::Money& amount = PricedAmount(whole);
  SetPricedAmount(
      MakeMoney(amount.minor_units() + PricedAmount(piece).minor_units(), amount.currency()),
      whole);
  whole.mutable_service()->set_end_day(piece.service().end_day());
  *whole.mutable_service()->mutable_end() = piece.service().end();
}

// The rated lines of `content` as they were before they were taxed: pieces are one line again.
std::vector<Group> GroupsOf(const v1::DraftContent& content) {
  std::vector<Group> groups;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (!IsRated(line)) continue;
    if (line.part() != v1::LINE_PART_DISCOUNT && WithoutRate(line.line_id()) == line.line_id()) {
      groups.emplace_back();
    }
    if (groups.empty()) continue;
    Group& group = groups.back();
    const auto whole = std::ranges::find_if(group, [&](const v1::DraftLine& known) {
      return known.line().line_id() == WithoutRate(line.line_id());
    });
    if (whole == group.end()) {
      group.push_back(rated);
    } else {
      Join(line, *whole->mutable_line());
    }
  }
  return groups;
}

// Gives the line another id.
void Rename(absl::string_view line_id, Group& group) {
  const size_t old_size = IdOf(group).size();
  for (v1::DraftLine& rated : group) {
    v1::Line& line = *rated.mutable_line();
    line.set_plan_line_id(PlanLineOf(line));
    line.set_line_id(absl::StrCat(line_id, line.line_id().substr(old_size)));
  }
}

}  // namespace

std::set<std::string> StandingLines(const DraftInput& input) {
  std::set<std::string> standing;
  if (input.billed == nullptr) return standing;
  for (const v1::DraftLine& rated : input.billed->lines()) {
    const v1::Line& line = rated.line();
    if (!IsRated(line) || !GoesOn(input, *input.billed, line)) continue;
    standing.emplace(WithoutRate(line.line_id()));
  }
  return standing;
}

void StandAsBilled(const DraftInput& input, v1::DraftContent& content) {
  if (input.billed == nullptr) return;
  const std::set<std::string> standing = StandingLines(input);
  std::vector<Group> groups = GroupsOf(content);
  std::erase_if(groups,
                [&](const Group& group) { return GoesOn(input, content, group.front().line()); });

  // Each stands before the line of the month that it stood before.
  std::vector<Group> waiting;
  const auto stand_at = [&](std::vector<Group>::iterator place) {
    groups.insert(place, std::move_iterator(waiting.begin()), std::move_iterator(waiting.end()));
    waiting.clear();
  };
  for (Group& billed : GroupsOf(*input.billed)) {
    const auto same = std::ranges::find(groups, IdOf(billed), IdOf);
    if (!standing.contains(IdOf(billed))) {
      if (same != groups.end()) stand_at(same);
      continue;
    }
    if (same != groups.end()) Rename(absl::StrCat(IdOf(billed), ".now"), *same);
    waiting.push_back(std::move(billed));
  }
  stand_at(groups.end());

  content.clear_lines();
  for (Group& group : groups) {
    for (v1::DraftLine& rated : group) *content.add_lines() = std::move(rated);
  }
}

}  // namespace tally
