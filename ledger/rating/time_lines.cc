#include "ledger/rating/time_lines.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/rating/hours.h"
#include "ledger/rating/hours_account.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/tiers.h"
#include "ledger/rating/time_entries.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

// The hours that one rate bills.
struct RateGroup {
  // Nothing if tiers price them.
  std::optional<Decimal> rate;
  std::vector<EntryHours> billed;
  Fraction hours;
};

bool BillsBeyond(const v1::PlanLine& line) {
  return line.included().overage() != v1::OVERAGE_FLAG &&
         line.included().overage() != v1::OVERAGE_NEXT_PERIOD;
}

// What is billed by rates, in the order in which they are first needed; at least one.
std::vector<RateGroup> GroupByRate(const v1::PlanLine& line, const HoursAccount& account) {
  std::vector<RateGroup> groups;
  for (const EntryHours& beyond : account.use.beyond) {
    if (!BillsBeyond(line)) break;
    const auto rate = RateOf(line, account.entries.at(beyond.entry).recorded.entry());
    auto group = std::ranges::find(groups, rate, &RateGroup::rate);
    if (group == groups.end()) {
      group = groups.insert(groups.end(), {.rate = rate, .billed = {}, .hours = {}});
    }
    group->billed.push_back(beyond);
    group->hours = group->hours + beyond.hours;
  }
  if (groups.empty()) groups.push_back({.rate = LineRate(line), .billed = {}, .hours = {}});
  return groups;
}

// The number as it is, as a decimal if one of 6 places is exact and as a fraction if not.
std::string ExactText(const Fraction& number) {
  v1::Line line;
  SetQuantity(number, line);
  return line.exact_quantity().empty() ? line.quantity() : line.exact_quantity();
}

// Lists the entries at the rate of the group at `index`, each with the hours of it that are billed;
// entries at the rate of no group, of which nothing is, are listed with the first.
void AddEntries(const v1::PlanLine& plan_line, const HoursAccount& account,
                const std::vector<RateGroup>& groups, size_t index, v1::Line& line) {
  std::map<size_t, Fraction> billed;
  for (const RateGroup& group : groups) {
    for (const EntryHours& hours : group.billed) billed[hours.entry] = hours.hours;
  }
  for (const auto& [id, worked] : account.entries) {
    const auto rate = RateOf(plan_line, worked.recorded.entry());
    const auto group = std::ranges::find(groups, rate, &RateGroup::rate);
    const auto place = group == groups.end() ? 0 : group - groups.begin();
    if (static_cast<size_t>(place) != index) continue;
    v1::BilledEntry& entry = *line.add_entries();
    entry.set_source_id(worked.recorded.source_id());
    entry.set_entry_id(worked.recorded.entry().entry_id());
    entry.set_position(worked.recorded.position());
    entry.set_quantity(ExactText(billed[id]));
  }
}

absl::Status SetAmountByTiers(const DraftInput& input, const v1::TieredPrice& tiers,
                              v1::Line& line) {
  const TierPrice priced = PriceOf(tiers, QuantityOf(line));
  *line.mutable_tiers() = {priced.charges.begin(), priced.charges.end()};
  line.set_unit_price(AveragePrice(priced.amount, QuantityOf(line)));
  return SetAmountTo(input, priced.amount, line);
}

absl::Status SetPrice(const DraftInput& input, const BilledPart& part,
                      const std::optional<Decimal>& rate, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  line.set_unit_price(rate.value_or(Decimal()).ToString());
  ApplyOverride(input, rated);
  if (!rate && rated.override().unit_price().empty()) {
    return SetAmountByTiers(input, part.line.tiered(), line);
  }
  if (DecimalOf(line.unit_price()).IsZero()) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_ZERO_PRICE, "the price is zero");
  }
  return SetAmount(input, line);
}

void SetHours(const HoursUse& use, v1::HoursAccount& hours) {
  hours.set_used(ExactText(use.used));
  hours.set_included(ExactText(use.included));
  hours.set_rolled_over(ExactText(use.rolled_over));
  hours.set_carried_in(ExactText(use.carried_in));
  hours.set_beyond(ExactText(SumOf(use.beyond)));
  hours.set_remaining(ExactText(use.remaining));
}

// Says what is neither billed nor, as the line ends, taken of the next period's hours.
void FlagOverage(const BilledPart& part, const HoursAccount& account, v1::DraftLine& rated) {
  const HoursUse& use = account.use;
  const bool carries_on = part.line.included().overage() == v1::OVERAGE_NEXT_PERIOD;
  if (use.beyond.empty() || BillsBeyond(part.line)) return;
  if (carries_on && !account.is_last) return;
  AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_OVERAGE,
          absl::StrCat(ExactText(SumOf(use.beyond)), " hours more than the ",
                       ExactText(use.included + use.rolled_over), " included, not billed",
                       carries_on ? ", and there is no next period to take them from" : ""));
}

}  // namespace

absl::StatusOr<std::vector<v1::DraftLine>> RateTime(const DraftInput& input,
                                                    const BilledPart& part) {
  const HoursAccount account = AccountOf(input, part);
  const std::vector<RateGroup> groups = GroupByRate(part.line, account);
  std::vector<v1::DraftLine> lines;
  BilledPart at_rate = part;
  for (size_t i = 0; i < groups.size(); ++i, ++at_rate.nth) {
    v1::DraftLine rated = NewLine(input, at_rate);
    v1::Line& line = *rated.mutable_line();
    // All hours of the part are billed, and its share is in what is included.
    line.clear_share();
    SetQuantity(groups[i].hours, line);
    AddEntries(part.line, account, groups, i, line);
    if (i == 0) {
      SetHours(account.use, *line.mutable_hours());
      FlagOverage(part, account, rated);
    }
    absl::Status priced = SetPrice(input, part, groups[i].rate, rated);
    if (!priced.ok()) return priced;
    lines.push_back(std::move(rated));
  }
  return lines;
}

}  // namespace tally
