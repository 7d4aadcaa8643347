#include "ledger/explain/recorded_price.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/explain/adjustment.h"
#include "ledger/explain/entries.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/override.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/price.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/recorded_quantity.h"
#include "ledger/explain/vendor_price.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/time_entries.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kPrice = v1::EXPLANATION_KIND_PRICE;

std::string EachText(const Recorded& recorded, const v1::Line& line) {
  return absl::StrCat(PriceText(line.unit_price(), recorded.currency()), " each");
}

void AddHeld(const Recorded& recorded, Grounds& grounds, v1::Explanation& parent) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  const Basis& basis = recorded.basis();
  const HeldSince since =
      FindHeldSince(*basis.books, basis.org_id, recorded.plan(), plan_line.line_id());
  v1::Explanation& price = grounds.Under(
      parent, kPrice,
      HeldPriceWords(plan_line.held().unit_price(), recorded.currency(), since.day, since.before),
      since.position);
  if (since.day != recorded.plan().effective_from()) AddPlan(recorded, grounds, price);
}

void AddTiers(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
              v1::Explanation& parent) {
  v1::Explanation& price =
      grounds.Under(parent, kPrice, TieredPriceWords(line, recorded.plan_line().tiered().mode()));
  for (int i = 0; i < line.tiers_size(); ++i) {
    grounds.Under(price, kPrice, TierWords(line, i));
  }
  if (line.accumulated().amount_before().minor_units() != 0) {
    grounds.Under(price, kPrice, BilledBeforeWords(line.accumulated()));
  }
  AddPlan(recorded, grounds, price);
}

// An hour costs what its entry says, or its project, or else what the line does.
void AddRate(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
             v1::Explanation& parent) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  const std::string each = EachText(recorded, line);
  for (const v1::BilledEntry& billed : line.entries()) {
    const auto entry = FindTime(recorded.basis(), billed);
    if (!entry || RateOf(plan_line, *entry) != DecimalOf(line.unit_price())) continue;
    if (!entry->unit_price().empty()) {
      grounds.Under(parent, kPrice, each + ": the rate of the entries themselves",
                    billed.position());
      return;
    }
    const auto& rates = plan_line.time().rates();
    if (std::ranges::any_of(rates,
                            [&](const auto& rate) { return rate.project() == entry->project(); })) {
      grounds.Under(parent, kPrice,
                    absl::StrCat(each, ": the rate of project ", entry->project(), " in ",
                                 recorded.plan_name()),
                    recorded.plan_at());
      return;
    }
  }
  if (!plan_line.included().unit_price().empty()) {
    grounds.Under(parent, kPrice,
                  absl::StrCat(each, ": what is beyond the included hours costs so in ",
                               recorded.plan_name()),
                  recorded.plan_at());
    return;
  }
  AddHeld(recorded, grounds, parent);
}

void AddTriggered(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                  v1::Explanation& parent) {
  for (const v1::BilledEntry& billed : line.entries()) {
    const auto trigger = FindTrigger(recorded.basis(), billed);
    if (!trigger || trigger->amount().empty()) continue;
    grounds.Under(parent, kPrice,
                  EachText(recorded, line) + ": what was recorded with it, instead of a price in " +
                      recorded.plan_name(),
                  billed.position());
    return;
  }
  AddHeld(recorded, grounds, parent);
}

void AddOfPlan(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
               v1::Explanation& parent) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  const v1::DraftLine* owner = line.part() == v1::LINE_PART_OVERAGE ? recorded.Owner() : nullptr;
  if (owner != nullptr && !plan_line.included().unit_price().empty()) {
    grounds.Under(parent, kPrice,
                  absl::StrCat(EachText(recorded, line), " beyond what is included, in ",
                               recorded.plan_name()),
                  recorded.plan_at());
    return;
  }
  if (owner != nullptr && !owner->override().unit_price().empty()) {
    grounds.Under(parent, kPrice,
                  absl::StrCat(EachText(recorded, line), ", as ", owner->override().actor(),
                               " set it on ", owner->line().line_id()));
    return;
  }
  if (plan_line.has_pass_through()) return AddPassedOn(recorded, line, grounds, parent);
  if (plan_line.has_triggered()) return AddTriggered(recorded, line, grounds, parent);
  const bool has_own_rate = !plan_line.included().unit_price().empty() || !plan_line.has_tiered();
  if (plan_line.has_time() && line.tiers().empty() && has_own_rate) {
    return AddRate(recorded, line, grounds, parent);
  }
  if (plan_line.has_tiered()) return AddTiers(recorded, line, grounds, parent);
  if (plan_line.has_vendor()) return AddVendorPrice(recorded, line, grounds, parent);
  if (plan_line.has_held()) AddHeld(recorded, grounds, parent);
}

// A change inside a period is billed at the price for what is left of it, rounded.
void AddOfChange(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                 v1::Explanation& parent) {
  const v1::PlanLine& plan_line = recorded.plan_line();
  const auto share = ShareOfChange(recorded);
  const bool is_rounded = plan_line.vendor().exact() ||
                          (plan_line.has_held() && FractionOf(plan_line.held().unit_price()) !=
                                                       FractionOf(line.unit_price()));
  if (!share && !is_rounded) return AddOfPlan(recorded, line, grounds, parent);
  const std::string part =
      share ? absl::StrCat(" × ", ShareFactor(*share), " for what is left of the period") : "";
  v1::Explanation& price = grounds.Under(
      parent, kPrice, absl::StrCat(EachText(recorded, line), ": the price", part, ", rounded"));
  AddOfPlan(recorded, line, grounds, price);
}

// What each would cost, whatever people changed.
void AddPlanned(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  if (IsAdjustment(line.part())) return AddAdjustment(recorded, line, grounds, parent);
  if (line.part() == v1::LINE_PART_UNUSED) {
    v1::Explanation& price = grounds.Under(
        parent, kPrice, EachText(recorded, line) + ": the price at which it was billed");
    AddWhereBilled(recorded, line, grounds, price);
    return;
  }
  if (IsChangeInside(recorded)) return AddOfChange(recorded, line, grounds, parent);
  AddOfPlan(recorded, line, grounds, parent);
}

}  // namespace

void AddRecordedPrice(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  v1::Explanation& parent = AddSetPrice(recorded.basis(), recorded.rated(), grounds, explained);
  AddPlanned(recorded, LineBeforeSetPrice(recorded.basis(), recorded.rated()), grounds, parent);
}

}  // namespace tally
