// Story: what a provider defines, and what happens to one of its customers month after month.
//
// A story is data alone: the house (house.h) lives it, and references figure out from it what it
// must come to. All that belongs to a month is known before the month is run.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

struct StoryMonth {
  absl::CivilMonth month;
  // The customer as it is from now on; as it was if this has no id.
  v1::Customer customer;
  // Plans that are set, by day. None starts before the month.
  std::vector<v1::Plan> plans;
  // What sources count in the month, by source.
  std::map<std::string, std::vector<v1::Observation>> counts;
  std::vector<v1::TimeEntry> time;
  std::vector<v1::Charge> charges;
  std::vector<v1::Trigger> triggers;
};

struct Story {
  v1::Org org;
  std::vector<v1::Tax> taxes;
  std::vector<v1::Item> items;
  std::vector<v1::Source> sources;
  std::vector<v1::ExchangeRate> rates;
  std::vector<StoryMonth> months;

  const std::string& currency() const {
    const std::string& own = months.front().customer.currency();
    return own.empty() ? org.currency() : own;
  }
  // The zone of the customer's days in the first month.
  const std::string& zone() const {
    const std::string& own = months.front().customer.time_zone();
    return own.empty() ? org.time_zone() : own;
  }
  absl::CivilDay first_day() const { return absl::CivilDay(months.front().month); }
  // The day after the last.
  absl::CivilDay end_day() const { return absl::CivilDay(months.back().month + 1); }

  // All plans of the customer, by day; of two from the same day the one that was set last.
  std::vector<v1::Plan> Plans() const {
    std::map<std::string, v1::Plan> plans;
    for (const StoryMonth& month : months) {
      for (const v1::Plan& plan : month.plans) plans[plan.effective_from()] = plan;
    }
    std::vector<v1::Plan> all;
    for (const auto& [day, plan] : plans) all.push_back(plan);
    return all;
  }
};

// The line of that id; nothing if the plan has none.
inline const v1::PlanLine* LineOf(const v1::Plan& plan, const std::string& line_id) {
  for (const v1::PlanLine& line : plan.lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

// Plans by day: what is in force when, as the rule says it.
class Calendar {
 public:
  explicit Calendar(const Story& story) : plans_(story.Plans()) {}

  // The line of that id in the plan in force on `day`; nothing if there is none.
  const v1::PlanLine* LineOn(const std::string& line_id, absl::CivilDay day) const {
    const v1::Plan* plan = PlanOn(day);
    return plan == nullptr ? nullptr : LineOf(*plan, line_id);
  }

  const v1::Plan* PlanOn(absl::CivilDay day) const {
    const v1::Plan* in_force = nullptr;
    for (const v1::Plan& plan : plans_) {
      if (*ParseDate(plan.effective_from()) <= day) in_force = &plan;
    }
    return in_force;
  }

  const std::vector<v1::Plan>& plans() const { return plans_; }

 private:
  std::vector<v1::Plan> plans_;
};

// The story as a person reads it, for a test that fails.
inline std::string TextOf(const Story& story) {
  std::string text = absl::StrCat(story.org.ShortDebugString(), "\n");
  for (const v1::Tax& tax : story.taxes) absl::StrAppend(&text, tax.ShortDebugString(), "\n");
  for (const StoryMonth& month : story.months) {
    absl::StrAppend(&text, FormatMonth(month.month), "\n  ", month.customer.ShortDebugString(),
                    "\n");
    for (const v1::Plan& plan : month.plans) {
      absl::StrAppend(&text, "  plan ", plan.effective_from(), " ", plan.effective_time(), "\n");
      for (const v1::PlanLine& line : plan.lines()) {
        absl::StrAppend(&text, "    ", line.ShortDebugString(), "\n");
      }
      for (const v1::Commitment& commitment : plan.commitments()) {
        absl::StrAppend(&text, "    ", commitment.ShortDebugString(), "\n");
      }
      for (const v1::Discount& discount : plan.discounts()) {
        absl::StrAppend(&text, "    ", discount.ShortDebugString(), "\n");
      }
    }
    for (const auto& [source, counts] : month.counts) {
      for (const v1::Observation& seen : counts) {
        absl::StrAppend(&text, "  ", source, " ", FormatInstant(FromProto(seen.observed_at())), " ",
                        seen.ShortDebugString(), "\n");
      }
    }
    for (const auto& entry : month.time)
      absl::StrAppend(&text, "  ", entry.ShortDebugString(), "\n");
    for (const auto& cost : month.charges)
      absl::StrAppend(&text, "  ", cost.ShortDebugString(), "\n");
    for (const auto& each : month.triggers)
      absl::StrAppend(&text, "  ", each.ShortDebugString(), "\n");
  }
  return text;
}

}  // namespace tally
