#include "ledger/deciders/month_drafter.h"

#include <algorithm>
#include <utility>

#include "ledger/books/late_news.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/customer_plans.h"
#include "ledger/deciders/late_months.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"

namespace tally {
namespace {

bool Counts(const v1::PlanLine& line, const std::string& source_id, const std::string& meter) {
  const v1::CountedQuantity& counted = line.counted();
  return (counted.source_id() == source_id && counted.meter() == meter) ||
         std::ranges::any_of(counted.others(), [&](const v1::CountSource& other) {
           return other.source_id() == source_id && other.meter() == meter;
         });
}

// Whether one of the plans bills the meter in the month that starts on `first_day`: the plan of
// that day, or a later one for the rest of the month.
bool BillMeter(const std::vector<v1::Plan>& plans, const std::string& first_day,
               const std::string& source_id, const std::string& meter) {
  return std::ranges::any_of(plans, [&](const v1::Plan& plan) {
    return std::ranges::any_of(plan.lines(), [&](const v1::PlanLine& line) {
      return (plan.effective_from() <= first_day || IsProrated(line)) &&
             Counts(line, source_id, meter);
    });
  });
}

bool OverridesMeter(const v1::Customer& customer, const std::string& source_id,
                    const std::string& meter) {
  return std::any_of(customer.meters().begin(), customer.meters().end(),
                     [&](const v1::MeterOverride& known) {
                       return known.source_id() == source_id && known.meter() == meter;
                     });
}

bool MapsMeter(const std::optional<v1::Source>& source, const std::string& meter) {
  return source && std::any_of(source->meters().begin(), source->meters().end(),
                               [&](const v1::Meter& known) { return known.meter() == meter; });
}

// The plans that are in force on one of the days.
std::vector<v1::Plan> PlansInForce(const std::vector<v1::Plan>& plans, const DaySpan& days) {
  std::vector<v1::Plan> in_force;
  for (const v1::Plan& plan : plans) {
    const absl::CivilDay since = *ParseDate(plan.effective_from());
    if (since >= days.end) break;
    if (since <= days.start) in_force.clear();
    in_force.push_back(plan);
  }
  return in_force;
}

}  // namespace

MonthDrafter::MonthDrafter(const Books& books, v1::Org org, absl::CivilMonth month, absl::Time now)
    : books_(books),
      org_(std::move(org)),
      month_(month),
      now_(now),
      zone_(*FindZone(org_.time_zone())),
      span_(MonthSpan(month, zone_)),
      facts_(books, org_.org_id()),
      previous_month_was_run_(books.runs_of_months.Has(org_.org_id(), FormatMonth(month - 1))) {}

absl::StatusOr<v1::DraftContent> MonthDrafter::Draft(
    const v1::Customer& customer, std::optional<v1::DraftContent> reviewed) const {
  const absl::TimeZone zone =
      customer.time_zone().empty() ? zone_ : *FindZone(customer.time_zone());
  const std::vector<v1::Plan> plans = PlansOf(books_, org_.org_id(), customer.customer_id());
  std::optional<v1::DraftContent> previous = Previous(customer);
  const Span month = MonthAfter(previous, zone);
  DraftInput input{.org = org_,
                   .customer = customer,
                   .plans = plans,
                   .month = month_,
                   .zone = zone,
                   .span = month,
                   .today = LocalDate(now_, zone_),
                   .facts = facts_,
                   .unmapped = UnmappedMetersOf(customer, month, plans),
                   .previous_month_was_run = previous_month_was_run_,
                   .previous = std::move(previous),
                   .reviewed = std::move(reviewed)};
  absl::StatusOr<std::vector<v1::DraftLine>> late = LateLinesOf(input);
  if (!late.ok()) return late.status();
  input.late = *std::move(late);
  return MakeDraft(input);
}

absl::StatusOr<std::vector<v1::DraftLine>> MonthDrafter::LateLinesOf(
    const DraftInput& input) const {
  std::vector<v1::Draft> closed = MarkedInvoices(
      books_, org_.org_id(), input.customer.customer_id(), month_ - kLateMonths, month_);
  // What was billed in another currency is taken back by a credit note.
  std::erase_if(closed, [&](const v1::Draft& draft) {
    return draft.content().totals().net().currency() != CurrencyOf(org_, input.customer);
  });
  if (closed.empty()) return std::vector<v1::DraftLine>();
  const LateMonths months(books_, org_, input.plans, input.today, std::move(closed));
  const auto differences = months.For(month_);
  if (!differences.ok()) return differences.status();
  std::vector<v1::DraftLine> lines;
  for (const v1::LateDifference& difference : *differences) lines.push_back(LateLineOf(difference));
  return lines;
}

Span MonthDrafter::MonthAfter(const std::optional<v1::DraftContent>& previous,
                              const absl::TimeZone& zone) const {
  Span month = MonthSpan(month_, zone);
  if (previous) month.start = FromProto(previous->period().end());
  return month;
}

std::optional<absl::Time> MonthDrafter::LaterEndFor(const v1::Customer& customer) const {
  if (customer.time_zone().empty() || now_ < span_.end) return std::nullopt;
  const absl::Time end = MonthSpan(month_, *FindZone(customer.time_zone())).end;
  if (now_ >= end) return std::nullopt;
  return end;
}

v1::Money MonthDrafter::PreviousNet(const v1::Customer& customer) const {
  const auto previous = Previous(customer);
  return previous ? previous->totals().net() : MakeMoney(0, CurrencyOf(org_, customer));
}

std::optional<v1::DraftContent> MonthDrafter::Previous(const v1::Customer& customer) const {
  const auto draft =
      books_.drafts.Find(org_.org_id(), FormatMonth(month_ - 1), customer.customer_id());
  if (!draft) return std::nullopt;
  return draft->content();
}

std::vector<v1::UnmappedAccount> MonthDrafter::UnmappedMetersOf(
    const v1::Customer& customer, const Span& month, const std::vector<v1::Plan>& plans) const {
  const std::vector<v1::Plan> in_force = PlansInForce(plans, DaysOf(month_));
  const std::string first_day = FormatDate(absl::CivilDay(month_));
  std::vector<v1::UnmappedAccount> unmapped;
  for (const v1::Account& account : customer.accounts()) {
    const auto source = books_.sources.Find(org_.org_id(), account.source_id());
    v1::UnmappedAccount found;
    found.set_source_id(account.source_id());
    found.set_account(account.account());
    for (auto rows = books_.series.Scan(org_.org_id(), account.source_id(), account.account());
         rows.Valid(); rows.Next()) {
      absl::string_view key = rows.rest_of_key();
      const std::string meter = TakeText(key);
      if (MapsMeter(source, meter) || OverridesMeter(customer, account.source_id(), meter) ||
          BillMeter(in_force, first_day, account.source_id(), meter)) {
        continue;
      }
      if (const auto standing = Standing(found, meter, month)) *found.add_meters() = *standing;
    }
    if (found.meters_size() > 0) unmapped.push_back(std::move(found));
  }
  return unmapped;
}

std::vector<v1::UnmappedAccount> MonthDrafter::UnmappedAccounts() const {
  std::vector<v1::UnmappedAccount> unmapped;
  v1::UnmappedAccount account;
  bool has_owner = false;
  for (auto rows = books_.series.Scan(org_.org_id()); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    const std::string source_id = TakeText(key);
    const std::string name = TakeText(key);
    if (source_id != account.source_id() || name != account.account()) {
      if (account.meters_size() > 0) unmapped.push_back(account);
      account.Clear();
      account.set_source_id(source_id);
      account.set_account(name);
      has_owner = books_.account_owners.Has(org_.org_id(), source_id, name);
    }
    if (has_owner) continue;
    if (const auto standing = Standing(account, TakeText(key), span_))
      *account.add_meters() = *standing;
  }
  if (account.meters_size() > 0) unmapped.push_back(account);
  return unmapped;
}

std::optional<v1::UnmappedMeter> MonthDrafter::Standing(const v1::UnmappedAccount& account,
                                                        const std::string& meter,
                                                        const Span& month) const {
  const auto series = facts_.CountsOf(account.source_id(), account.account(), meter);
  const auto last = series->LastBefore(month.end);
  if (!last) return std::nullopt;
  const v1::Observation& seen = last->observation();
  if (seen.quantity() == "0" && FromProto(seen.observed_at()) < month.start) return std::nullopt;

  v1::UnmappedMeter standing;
  standing.set_meter(meter);
  standing.set_quantity(seen.quantity());
  if (!seen.unit_cost().empty()) {
    const Fraction cost = Fraction(Decimal::Parse(seen.unit_cost()).value_or(Decimal())) *
                          Fraction(Decimal::Parse(seen.quantity()).value_or(Decimal()));
    const auto money = RoundToMoney(cost, seen.cost_currency(), FromProto(org_.rounding()));
    if (money) *standing.mutable_cost() = *money;
  }
  return standing;
}

}  // namespace tally
