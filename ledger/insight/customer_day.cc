#include "ledger/insight/customer_day.h"

#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/customer_plans.h"

namespace tally {
namespace {

// The zone whose midnights bound the customer's days.
absl::TimeZone ZoneOf(const v1::Org& org, const v1::Customer& customer) {
  return *FindZone(customer.time_zone().empty() ? org.time_zone() : customer.time_zone());
}

}  // namespace

CustomerDay::CustomerDay(const Books& books, const v1::Org& org, v1::Customer customer,
                         absl::CivilDay day)
    : books_(books),
      org_(org),
      customer_(std::move(customer)),
      day_(day),
      zone_(ZoneOf(org, customer_)),
      span_(SpanOf({day, day + 1}, zone_)),
      facts_(books, org.org_id()),
      plans_(PlansOf(books, org.org_id(), customer_.customer_id())),
      input_({.org = org_,
              .customer = customer_,
              .plans = plans_,
              .month = absl::CivilMonth(day),
              .zone = zone_,
              .span = span_,
              .today = day,
              .facts = facts_,
              .unmapped = {},
              .previous = {},
              .reviewed = {}}),
      plan_(PlanOn(input_, day)) {}

Counted CustomerDay::Count(const v1::PlanLine& line) const {
  v1::CountedQuantity at_end = line.counted();
  at_end.set_rule(v1::QUANTITY_RULE_PERIOD_END);
  return CountFor(input_, at_end, {day_, day_ + 1}, span_);
}

std::optional<v1::Count> CustomerDay::LastCount(const v1::Account& account,
                                                const std::string& meter) const {
  return facts_.CountsOf(account.source_id(), account.account(), meter)->LastBefore(span_.end);
}

}  // namespace tally
