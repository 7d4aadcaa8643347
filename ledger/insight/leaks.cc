#include "ledger/insight/leaks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/insight/account_meters.h"
#include "ledger/insight/leak_words.h"
#include "ledger/insight/line_price.h"
#include "ledger/insight/usage_leaks.h"
#include "ledger/money/money.h"
#include "ledger/rating/members.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// What is counted of one item, and charged for it.
struct ItemFigures {
  // By source.
  std::map<std::string, Fraction> managed;
  std::vector<v1::CountedMeter> counted;
  Fraction charged;
  std::vector<const v1::PlanLine*> lines;
};

// Whether some source that the customer has an account in counts the item.
bool CanBeCounted(const CustomerDay& day, const std::string& item_id) {
  return std::ranges::any_of(day.customer().accounts(), [&](const v1::Account& account) {
    const auto source = day.books().sources.Find(day.org().org_id(), account.source_id());
    return source && std::ranges::any_of(source->meters(), [&](const v1::Meter& meter) {
             return meter.item_id() == item_id;
           });
  });
}

// What a counted line charges of what is counted: no more than is included where more is flagged.
Fraction ChargedOf(const v1::PlanLine& line, const Fraction& counted) {
  if (line.included().overage() != v1::OVERAGE_FLAG) return counted;
  return std::min(counted, FractionOf(line.included().quantity()));
}

void AddLine(const CustomerDay& day, const v1::PlanLine& line,
             std::map<std::string, ItemFigures>& items) {
  if (!line.has_fixed() && !line.has_counted()) return;
  ItemFigures& item = items[line.item_id()];
  item.lines.push_back(&line);
  if (line.has_fixed()) {
    item.charged = item.charged + FractionOf(line.fixed().quantity());
    return;
  }
  const Counted counted = day.Count(line);
  const Fraction quantity = counted.quantity.value_or(Fraction());
  item.charged = item.charged + ChargedOf(line, quantity);
  Fraction& managed = item.managed[counted.billed.source_id()];
  managed = managed + quantity;
}

void AddMeter(const AccountMeter& meter, std::map<std::string, ItemFigures>& items) {
  if (meter.item_id.empty()) return;
  ItemFigures& item = items[meter.item_id];
  item.counted.push_back(meter.counted);
  // What a line bills was added with it, as the line counts it.
  if (!meter.billed_by.empty() || !meter.compared_by.empty()) return;
  Fraction& managed = item.managed[meter.counted.source_id()];
  managed = managed + FractionOf(meter.counted.quantity());
}

// What `less` and `more` of the item differ by a month, at the price of the line that would bill
// it: the last of them.
std::optional<v1::Money> MonthlyDifference(const CustomerDay& day, const ItemFigures& item,
                                           const Fraction& managed) {
  if (item.lines.empty()) return std::nullopt;
  const v1::PlanLine& line = *item.lines.back();
  const Fraction amount =
      MonthlyAmount(day, line, managed) - MonthlyAmount(day, line, item.charged);
  return RoundToMoney(amount, CurrencyOf(day.org(), day.customer()),
                      FromProto(day.org().rounding()));
}

std::string LinesInWords(const ItemFigures& item) {
  if (item.lines.empty()) return "no line charges for it";
  return absl::StrCat("charged by ",
                      absl::StrJoin(item.lines, ", ", [](std::string* text, const auto* line) {
                        absl::StrAppend(text, line->line_id());
                      }));
}

v1::BillingLeak LeakOf(const CustomerDay& day, const std::string& item_id, const ItemFigures& item,
                       const Fraction& managed) {
  const Fraction difference = managed - item.charged;
  v1::BillingLeak leak;
  leak.set_kind(difference > Fraction() ? v1::LEAK_KIND_MANAGED_NOT_CHARGED
                                        : v1::LEAK_KIND_CHARGED_NOT_MANAGED);
  leak.set_customer_id(day.customer().customer_id());
  leak.set_item_id(item_id);
  leak.set_managed(InWords(managed));
  leak.set_charged(InWords(item.charged));
  leak.set_difference(InWords(difference));
  if (!item.lines.empty()) {
    if (const auto price = UnitPriceOn(day, *item.lines.back())) {
      leak.set_unit_price(price->ToString());
    }
  }
  if (const auto amount = MonthlyDifference(day, item, managed)) {
    *leak.mutable_monthly_amount() = *amount;
  }
  *leak.mutable_counted() = {item.counted.begin(), item.counted.end()};
  for (const v1::PlanLine* line : item.lines) leak.add_line_ids(line->line_id());
  leak.set_detail(
      absl::StrCat(leak.managed(), " counted, ", leak.charged(), " charged; ", LinesInWords(item)));
  return leak;
}

void AddItemLeaks(const CustomerDay& day, const std::map<std::string, ItemFigures>& items,
                  std::vector<v1::BillingLeak>& leaks) {
  for (const auto& [item_id, item] : items) {
    if (item.managed.empty() && !CanBeCounted(day, item_id)) continue;
    Fraction managed;
    for (const auto& [source_id, quantity] : item.managed) managed = std::max(managed, quantity);
    if (managed != item.charged) leaks.push_back(LeakOf(day, item_id, item, managed));
  }
}

v1::BillingLeak TwiceLeak(const CustomerDay& day, const v1::PlanLine& line,
                          const Fraction& quantity) {
  v1::BillingLeak leak;
  leak.set_kind(v1::LEAK_KIND_COUNTED_TWICE);
  leak.set_customer_id(day.customer().customer_id());
  leak.set_item_id(line.item_id());
  leak.set_difference(InWords(-quantity));
  leak.add_line_ids(line.line_id());
  const auto amount =
      RoundToMoney(-MonthlyAmount(day, line, quantity), CurrencyOf(day.org(), day.customer()),
                   FromProto(day.org().rounding()));
  if (amount) *leak.mutable_monthly_amount() = *amount;
  if (const auto price = UnitPriceOn(day, line)) leak.set_unit_price(price->ToString());
  return leak;
}

// What two lines charge: all but the first line do so for nothing.
void AddLinesTwice(const CustomerDay& day, const std::vector<AccountMeter>& meters,
                   std::vector<v1::BillingLeak>& leaks) {
  for (const AccountMeter& meter : meters) {
    const Fraction quantity = FractionOf(meter.counted.quantity());
    if (quantity == Fraction()) continue;
    for (size_t i = 1; i < meter.billed_by.size(); ++i) {
      v1::BillingLeak leak = TwiceLeak(day, *meter.billed_by[i], quantity);
      leak.set_managed(meter.counted.quantity());
      leak.set_charged(InWords(quantity + quantity));
      *leak.add_counted() = meter.counted;
      leak.set_detail(absl::StrCat(meter.counted.meter(), " of ", meter.counted.account(), " in ",
                                   meter.counted.source_id(), " is charged by ",
                                   meter.billed_by[0]->line_id(), " and by ",
                                   meter.billed_by[i]->line_id()));
      leaks.push_back(std::move(leak));
    }
  }
}

// Members that a line counts on two accounts.
void AddMembersTwice(const CustomerDay& day, const std::vector<AccountMeter>& meters,
                     std::vector<v1::BillingLeak>& leaks) {
  if (day.plan() == nullptr) return;
  for (const v1::PlanLine& line : day.plan()->lines()) {
    if (!line.has_counted() || line.counted().distinct()) continue;
    const auto mapped =
        day.input().facts.FindMeter(line.counted().source_id(), line.counted().meter());
    if (!mapped) continue;
    std::vector<const v1::Count*> counts;
    std::vector<v1::CountedMeter> counted;
    for (const AccountMeter& meter : meters) {
      if (std::ranges::find(meter.billed_by, &line) == meter.billed_by.end()) continue;
      counts.push_back(&meter.count);
      counted.push_back(meter.counted);
    }
    const Members members = CountMembers(*mapped, counts);
    const int duplicates = members.left_out.duplicates_size();
    if (duplicates == 0) continue;
    v1::BillingLeak leak = TwiceLeak(day, line, Fraction(int64_t{duplicates}));
    *leak.mutable_counted() = {counted.begin(), counted.end()};
    leak.set_detail(absl::StrCat(duplicates, " counted on two accounts of ", line.line_id(), ": ",
                                 absl::StrJoin(members.left_out.duplicates(), ", ")));
    leaks.push_back(std::move(leak));
  }
}

}  // namespace

v1::BillingLeak UnmappedLeak(v1::LeakKind kind, const v1::CountedMeter& counted,
                             const v1::Count& count, const v1::Org& org) {
  const v1::Observation& seen = count.observation();
  v1::BillingLeak leak;
  leak.set_kind(kind);
  leak.set_managed(counted.quantity());
  leak.set_charged("0");
  leak.set_difference(counted.quantity());
  leak.set_unit_price(seen.unit_cost());
  if (!seen.unit_cost().empty()) {
    const auto cost = RoundToMoney(FractionOf(seen.quantity()) * FractionOf(seen.unit_cost()),
                                   seen.cost_currency(), FromProto(org.rounding()));
    if (cost) *leak.mutable_monthly_amount() = *cost;
  }
  *leak.add_counted() = counted;
  leak.set_detail(absl::StrCat(counted.quantity(), " of ", counted.meter(), " on account ",
                               counted.account(), " of ", counted.source_id(),
                               kind == v1::LEAK_KIND_UNMAPPED_ACCOUNT
                                   ? ", which is no customer's"
                                   : ", which is billed as nothing"));
  return leak;
}

std::vector<v1::BillingLeak> LeaksOf(const CustomerDay& day) {
  const std::vector<AccountMeter> meters = MetersOf(day);
  std::map<std::string, ItemFigures> items;
  if (day.plan() != nullptr) {
    for (const v1::PlanLine& line : day.plan()->lines()) AddLine(day, line, items);
  }
  for (const AccountMeter& meter : meters) AddMeter(meter, items);

  std::vector<v1::BillingLeak> leaks;
  AddItemLeaks(day, items, leaks);
  AddLinesTwice(day, meters, leaks);
  AddMembersTwice(day, meters, leaks);
  for (const AccountMeter& meter : meters) {
    if (!meter.item_id.empty() || meter.counted.quantity() == "0") continue;
    v1::BillingLeak leak =
        UnmappedLeak(v1::LEAK_KIND_UNMAPPED_METER, meter.counted, meter.count, day.org());
    leak.set_customer_id(day.customer().customer_id());
    leaks.push_back(std::move(leak));
  }
  std::ranges::move(UsageLeaksOf(day), std::back_inserter(leaks));
  return leaks;
}

}  // namespace tally
