#include "ledger/what_if/price_changes.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Returns `price` times `factor` with as many decimals as it takes and fit.
std::optional<std::string> Times(const std::string& price, const Fraction& factor) {
  const Fraction product = FractionOf(price) * factor;
  for (int places = Decimal::kMaxPlaces; places >= 0; --places) {
    const auto units = RoundToUnits(product, places, RoundingMode::kHalfAwayFromZero);
    const auto decimal = units ? Decimal::FromParts(*units, places) : std::nullopt;
    if (decimal) return decimal->ToString();
  }
  return std::nullopt;
}

// The prices of a line that are multiplied. What is empty stays so.
std::vector<std::string*> PricesOf(v1::PlanLine& line) {
  std::vector<std::string*> prices;
  if (line.has_held()) prices.push_back(line.mutable_held()->mutable_unit_price());
  if (line.has_vendor()) prices.push_back(line.mutable_vendor()->mutable_floor());
  if (line.has_included()) prices.push_back(line.mutable_included()->mutable_unit_price());
  if (line.has_tiered()) {
    for (v1::Tier& tier : *line.mutable_tiered()->mutable_tiers()) {
      prices.push_back(tier.mutable_unit_price());
      prices.push_back(tier.mutable_flat_fee());
    }
  }
  if (line.has_time()) {
    for (v1::ProjectRate& rate : *line.mutable_time()->mutable_rates()) {
      prices.push_back(rate.mutable_unit_price());
    }
  }
  return prices;
}

}  // namespace

PriceChanges::PriceChanges(const google::protobuf::RepeatedPtrField<v1::PriceChange>& changes) {
  for (const v1::PriceChange& change : changes) {
    Fraction& factor = factors_.try_emplace(change.item_id(), Fraction(1)).first->second;
    factor = factor * (Fraction(100) + FractionOf(change.percent())) / Fraction(100);
  }
}

absl::Status PriceChanges::Apply(v1::Plan& plan) const {
  for (v1::PlanLine& line : *plan.mutable_lines()) {
    const auto factor = factors_.find(line.item_id());
    if (factor == factors_.end()) continue;
    for (std::string* price : PricesOf(line)) {
      if (price->empty()) continue;
      auto changed = Times(*price, factor->second);
      if (!changed) {
        return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                      absl::StrCat("a price of ", *price, " would not fit with the change"));
      }
      *price = *std::move(changed);
    }
  }
  return absl::OkStatus();
}

}  // namespace tally
