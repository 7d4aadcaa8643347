#include "ledger/insight/usage_leaks.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/insight/leak_words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/takes.h"

namespace tally {
namespace {

constexpr int64_t kMinutesInAnHour = 60;

bool SomeLine(const CustomerDay& day, const std::function<bool(const v1::PlanLine&)>& takes) {
  return day.plan() != nullptr && std::ranges::any_of(day.plan()->lines(), takes);
}

bool IsTaken(const CustomerDay& day, const v1::TimeEntry& entry) {
  return SomeLine(
      day, [&](const v1::PlanLine& line) { return line.has_time() && Takes(line.time(), entry); });
}

bool IsTaken(const CustomerDay& day, const v1::Charge& charge) {
  return SomeLine(day, [&](const v1::PlanLine& line) {
    return line.has_pass_through() && Takes(line.pass_through(), charge);
  });
}

bool IsTaken(const CustomerDay& day, const v1::Trigger& trigger) {
  return SomeLine(day, [&](const v1::PlanLine& line) {
    return (line.has_triggered() && Takes(line.triggered(), trigger)) ||
           (line.has_credit() && Takes(line.credit(), trigger));
  });
}

v1::BillingLeak LeakOf(const CustomerDay& day, const Fraction& quantity, const Fraction& worth) {
  v1::BillingLeak leak;
  leak.set_kind(v1::LEAK_KIND_USAGE_NOT_BILLED);
  leak.set_customer_id(day.customer().customer_id());
  leak.set_managed(InWords(quantity));
  leak.set_charged("0");
  leak.set_difference(leak.managed());
  const auto money =
      RoundToMoney(worth, CurrencyOf(day.org(), day.customer()), FromProto(day.org().rounding()));
  if (money && money->minor_units() != 0) *leak.mutable_monthly_amount() = *money;
  return leak;
}

void AddTime(const CustomerDay& day, const DaySpan& days, std::vector<v1::BillingLeak>& leaks) {
  Fraction hours;
  Fraction worth;
  int entries = 0;
  for (const v1::RecordedTime& row : day.input().facts.TimeOn(day.customer().customer_id(), days)) {
    const v1::TimeEntry& entry = row.entry();
    if (entry.not_billable() || IsTaken(day, entry)) continue;
    const Fraction each = Fraction(int64_t{entry.minutes()}) / Fraction(kMinutesInAnHour);
    hours = hours + each;
    worth = worth + each * FractionOf(entry.unit_price());
    ++entries;
  }
  if (entries == 0) return;
  v1::BillingLeak leak = LeakOf(day, hours, worth);
  leak.set_detail(absl::StrCat(leak.managed(), " billable hours in ", entries,
                               " time entries of the month, and no line for them"));
  leaks.push_back(std::move(leak));
}

void AddCharges(const CustomerDay& day, const DaySpan& days, std::vector<v1::BillingLeak>& leaks) {
  const std::string& currency = CurrencyOf(day.org(), day.customer());
  for (const v1::RecordedCharge& row :
       day.input().facts.ChargesOn(day.customer().customer_id(), days)) {
    const v1::Charge& charge = row.charge();
    if (IsTaken(day, charge)) continue;
    const Fraction quantity = FractionOf(charge.quantity());
    const bool is_known = charge.cost_currency() == currency;
    v1::BillingLeak leak =
        LeakOf(day, quantity, is_known ? quantity * FractionOf(charge.unit_cost()) : Fraction());
    leak.set_unit_price(charge.unit_cost());
    leak.set_detail(absl::StrCat("cost of ", charge.date(), " (", charge.description(), ", ",
                                 charge.quantity(), " x ", charge.unit_cost(), " ",
                                 charge.cost_currency(), "), and no line passes it on"));
    leaks.push_back(std::move(leak));
  }
}

void AddTriggers(const CustomerDay& day, std::vector<v1::BillingLeak>& leaks) {
  for (const v1::RecordedTrigger& row : day.input().facts.OpenTriggers(
           day.customer().customer_id(), day.day() + 1, absl::CivilMonth(day.day()))) {
    const v1::Trigger& trigger = row.trigger();
    if (IsTaken(day, trigger)) continue;
    v1::BillingLeak leak = LeakOf(day, Fraction(1), FractionOf(trigger.amount()));
    leak.set_detail(absl::StrCat("trigger ", trigger.key(), " of ", trigger.date(),
                                 trigger.description().empty() ? "" : " (", trigger.description(),
                                 trigger.description().empty() ? "" : ")",
                                 ", and no line bills it"));
    leaks.push_back(std::move(leak));
  }
}

}  // namespace

std::vector<v1::BillingLeak> UsageLeaksOf(const CustomerDay& day) {
  std::vector<v1::BillingLeak> leaks;
  const DaySpan month{absl::CivilDay(absl::CivilMonth(day.day())), day.day() + 1};
  AddTime(day, month, leaks);
  AddCharges(day, month, leaks);
  AddTriggers(day, leaks);
  return leaks;
}

}  // namespace tally
