#include "ledger/rating/tiers.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "ledger/money/decimal.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

constexpr int kPrintedPlaces = 6;

// How much of a quantity one tier prices.
struct Entered {
  const v1::Tier& tier;
  Fraction units;
};

// What is beyond the last tier would be forgotten, so it has no end.
bool IsLast(const v1::TieredPrice& price, int index) { return index == price.tiers_size() - 1; }

std::vector<Entered> EnteredInTurn(const v1::TieredPrice& price, const Fraction& quantity) {
  std::vector<Entered> entered;
  Fraction filled;
  for (int i = 0; i < price.tiers_size(); ++i) {
    const v1::Tier& tier = price.tiers(i);
    const Fraction end = IsLast(price, i) ? quantity : std::min(quantity, FractionOf(tier.up_to()));
    if (end <= filled) continue;
    entered.push_back({tier, end - filled});
    filled = end;
  }
  return entered;
}

std::vector<Entered> EnteredByAll(const v1::TieredPrice& price, const Fraction& quantity) {
  for (int i = 0; i < price.tiers_size(); ++i) {
    const v1::Tier& tier = price.tiers(i);
    if (IsLast(price, i) || quantity <= FractionOf(tier.up_to())) return {{tier, quantity}};
  }
  return {};
}

// Returns the least whole number that is not below `value`, zero or more.
Fraction RoundedUp(const Fraction& value) {
  if (!value.in_range()) return value;
  const bool is_whole = value.numerator() % value.denominator() == 0;
  const __int128 whole = value.numerator() / value.denominator() + (is_whole ? 0 : 1);
  if (whole > std::numeric_limits<int64_t>::max()) return Fraction::OutOfRange();
  return Fraction(static_cast<int64_t>(whole));
}

std::optional<Decimal> Printed(const Fraction& value) {
  const auto units = RoundToUnits(value, kPrintedPlaces, RoundingMode::kHalfAwayFromZero);
  if (!units) return std::nullopt;
  return Decimal::FromParts(*units, kPrintedPlaces);
}

// Adds what one tier comes to.
void Charge(const Entered& entered, bool by_block, TierPrice& total) {
  const v1::Tier& tier = entered.tier;
  const Fraction count =
      by_block ? RoundedUp(entered.units / FractionOf(tier.block_size())) : entered.units;
  const std::optional<Decimal> printed = Printed(count);
  total.amount =
      printed ? total.amount + count * FractionOf(tier.unit_price()) + FractionOf(tier.flat_fee())
              : Fraction::OutOfRange();

  v1::TierCharge& charge = total.charges.emplace_back();
  charge.set_quantity(printed.value_or(Decimal()).ToString());
  charge.set_unit_price(DecimalOf(tier.unit_price()).ToString());
  charge.set_flat_fee(DecimalOf(tier.flat_fee()).ToString());
  if (by_block) charge.set_block_size(DecimalOf(tier.block_size()).ToString());
}

}  // namespace

TierPrice PriceOf(const v1::TieredPrice& price, const Fraction& quantity) {
  if (!quantity.in_range()) return {.amount = quantity, .charges = {}};
  if (quantity <= Fraction()) return {};
  TierPrice total;
  const bool by_block = price.mode() == v1::TIER_MODE_PACKAGE;
  const std::vector<Entered> entered = price.mode() == v1::TIER_MODE_VOLUME
                                           ? EnteredByAll(price, quantity)
                                           : EnteredInTurn(price, quantity);
  for (const Entered& of_tier : entered) Charge(of_tier, by_block, total);
  return total;
}

}  // namespace tally
