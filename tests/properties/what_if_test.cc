// What-if is what the ledger itself would have drafted.

#include "ledger/what_if/what_if.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/what_if/comparison.h"
#include "ledger/what_if/price_changes.h"
#include "properties/any_line.h"
#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/telling.h"

namespace tally {
namespace {

// A house that has known all of the story from the start, and has billed every month.
class WiseHouse {
 public:
  explicit WiseHouse(const Story& story) : house_(story) {
    for (const StoryMonth& month : story.months) house_.Know(month);
    for (const StoryMonth& month : story.months) {
      house_.Run(month.month);
      if (!house_.Approve(month.month).empty()) invoiced_.insert(month.month);
    }
  }

  const House& house() const { return house_; }
  bool IsInvoiced(absl::CivilMonth month) const { return invoiced_.contains(month); }

 private:
  House house_;
  std::set<absl::CivilMonth> invoiced_;
};

// What the query answers, by month.
std::map<std::string, v1::WhatIfMonth> Ask(const WiseHouse& wise, v1::PreviewWhatIf query) {
  query.set_org_id(kOrg);
  const Context context{.now = absl::InfiniteFuture(), .actor = "ann", .position = 1};
  auto what_if = WhatIf::Start(wise.house().rows(), std::move(query), context);
  if (!what_if.ok()) RC_FAIL(what_if.status().ToString());
  std::map<std::string, v1::WhatIfMonth> months;
  while ((*what_if)->HasNext()) {
    for (v1::WhatIfMonth& month : (*what_if)->Next()) months[month.month()] = std::move(month);
  }
  return months;
}

v1::PreviewWhatIf QueryOf(const Story& story, size_t first) {
  v1::PreviewWhatIf query;
  query.set_from_month(FormatMonth(story.months[first].month));
  query.set_to_month(FormatMonth(story.months.back().month));
  return query;
}

v1::Totals TotalsOf(const std::optional<v1::DraftContent>& content) {
  return content ? content->totals() : v1::Totals();
}

// Whether the day of the invoice, which a month without one does not have, may make its tax.
bool DependsOnTheDay(const Story& story) {
  return story.org.tax_policy().tax_point() != v1::TAX_POINT_SERVICE;
}

std::map<std::string, std::string> LinesOf(const std::optional<v1::DraftContent>& content) {
  std::map<std::string, std::string> lines;
  if (!content) return lines;
  for (const v1::DraftLine& rated : content->lines()) {
    const v1::Line& line = rated.line();
    // What bills nothing is as none.
    if (line.quantity() == "0" && line.amount().minor_units() == 0) continue;
    lines[line.line_id()] =
        absl::StrCat(line.exact_quantity().empty() ? line.quantity() : line.exact_quantity(), " x ",
                     line.unit_price(), " = ", line.amount().minor_units());
  }
  return lines;
}

// The ids of the lines that one has otherwise than the other.
std::set<std::string> DifferentLines(const std::optional<v1::DraftContent>& one,
                                     const std::optional<v1::DraftContent>& other) {
  const auto left = LinesOf(one);
  const auto right = LinesOf(other);
  std::set<std::string> ids;
  for (const auto* lines : {&left, &right}) {
    for (const auto& [id, text] : *lines) {
      const bool in_both = left.contains(id) && right.contains(id);
      if (!in_both || left.at(id) != right.at(id)) ids.insert(id);
    }
  }
  return ids;
}

// With nothing changed nothing differs, and it is what was billed, from whichever month on.
RC_GTEST_PROP(WhatIf, WithoutChangesIsWhatWasBilled, ()) {
  const Story story = AnyStory(4);
  const Telling telling([&] { return TextOf(story); });
  const WiseHouse wise(story);
  const auto first = static_cast<size_t>(Between(0, 3));
  const auto rows = Ask(wise, QueryOf(story, first));
  for (size_t i = first; i < story.months.size(); ++i) {
    const absl::CivilMonth month = story.months[i].month;
    const auto billed = wise.house().ContentOf(month);
    const auto row = rows.find(FormatMonth(month));
    RC_ASSERT(billed.has_value() == (row != rows.end()));
    if (!billed) continue;
    const Telling of_row([&] { return row->second.ShortDebugString(); });
    RC_ASSERT(row->second.problem().empty());
    RC_ASSERT(!Differs(row->second));
    RC_ASSERT(row->second.has_invoiced_net() == wise.IsInvoiced(month));
    if (!wise.IsInvoiced(month) && DependsOnTheDay(story)) continue;
    RC_ASSERT(row->second.net().minor_units() == billed->totals().net().minor_units());
    RC_ASSERT(row->second.tax().minor_units() == billed->totals().tax().minor_units());
  }
  RC_TAG(rows.size());
}

// The story as it would be, and the query that asks for it.
struct Otherwise {
  Story story;
  v1::PreviewWhatIf query;
};

void ChangeRounding(Otherwise& otherwise) {
  v1::Org& org = otherwise.story.org;
  org.set_rounding(AnyOf({v1::ROUNDING_UP, v1::ROUNDING_DOWN, v1::ROUNDING_HALF_EVEN}));
  *otherwise.query.add_changes()->mutable_org() = org;
}

void ChangeTax(Otherwise& otherwise) {
  v1::Tax tax;
  tax.set_tax_id(otherwise.story.taxes.front().tax_id());
  tax.set_name("other");
  tax.set_rate_percent(NumberUpTo(30, 2));
  otherwise.story.taxes.front() = tax;
  *otherwise.query.add_changes()->mutable_tax() = tax;
}

void ExemptCustomer(Otherwise& otherwise) {
  for (StoryMonth& month : otherwise.story.months) month.customer.set_tax_id("exempt");
  *otherwise.query.add_changes()->mutable_customer() = otherwise.story.months.back().customer;
}

void ChangePlan(Otherwise& otherwise) {
  const std::vector<v1::Plan> plans = otherwise.story.Plans();
  v1::Plan plan = plans[static_cast<size_t>(Between(0, static_cast<int>(plans.size()) - 1))];
  for (v1::PlanLine& line : *plan.mutable_lines()) {
    if (line.has_credit() || !OneIn(2)) continue;
    ChangeLine(line);
  }
  // Of two plans from one day the last one counts.
  otherwise.story.months.back().plans.push_back(plan);
  v1::CustomerPlan& change = *otherwise.query.add_changes()->mutable_plan();
  change.set_customer_id(kCustomer);
  *change.mutable_plan() = plan;
}

void ChangePrices(Otherwise& otherwise) {
  for (const char* item : {"seat", "device", "stamp"}) {
    if (!OneIn(2)) continue;
    v1::PriceChange& change = *otherwise.query.add_prices();
    change.set_item_id(item);
    change.set_percent(OneOf({"5", "-2.5", "100", "-100", "33.333333"}));
  }
  const PriceChanges prices(otherwise.query.prices());
  for (StoryMonth& month : otherwise.story.months) {
    for (v1::Plan& plan : month.plans) RC_ASSERT(prices.Apply(plan).ok());
  }
}

// With changes it is what the ledger bills that was told so from the start.
RC_GTEST_PROP(WhatIf, WithChangesIsWhatWouldHaveBeenBilled, ()) {
  const Story story = AnyStory(4);
  Otherwise otherwise{.story = story, .query = QueryOf(story, 0)};
  if (OneIn(3)) ChangeRounding(otherwise);
  if (OneIn(3)) ChangeTax(otherwise);
  if (OneIn(5)) ExemptCustomer(otherwise);
  if (OneIn(2)) ChangePlan(otherwise);
  if (OneIn(2)) ChangePrices(otherwise);
  const Telling telling(
      [&] { return absl::StrCat(TextOf(story), "\n", otherwise.query.ShortDebugString()); });
  const WiseHouse wise(story);
  const WiseHouse would_be(otherwise.story);
  const auto rows = Ask(wise, otherwise.query);
  int different = 0;
  for (const StoryMonth& each : story.months) {
    const auto is = wise.house().ContentOf(each.month);
    const auto then = would_be.house().ContentOf(each.month);
    const auto row = rows.find(FormatMonth(each.month));
    RC_ASSERT((is || then) == (row != rows.end()));
    if (row == rows.end()) continue;
    const v1::WhatIfMonth& month = row->second;
    const Telling of_row([&] {
      return absl::StrCat(month.ShortDebugString(), "\n", then ? then->ShortDebugString() : "-");
    });
    RC_ASSERT(month.problem().empty());
    if (!wise.IsInvoiced(each.month) && DependsOnTheDay(story)) continue;
    RC_ASSERT(month.net().minor_units() == TotalsOf(is).net().minor_units());
    RC_ASSERT(month.net_if().minor_units() == TotalsOf(then).net().minor_units());
    RC_ASSERT(month.tax_if().minor_units() == TotalsOf(then).tax().minor_units());
    RC_ASSERT(month.rounding_if().minor_units() == TotalsOf(then).rounding().minor_units());
    std::set<std::string> told;
    for (const v1::WhatIfLine& line : month.lines()) told.insert(line.line_id());
    RC_ASSERT(told == DifferentLines(is, then));
    different += Differs(month) ? 1 : 0;
  }
  RC_TAG(different);
}

}  // namespace
}  // namespace tally
