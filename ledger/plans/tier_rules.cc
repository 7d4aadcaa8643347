#include "ledger/plans/tier_rules.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/money/decimal.h"

namespace tally {
namespace {

using Words = std::optional<std::string>;

Words UpToProblem(const v1::TieredPrice& price, int index) {
  const std::string& up_to = price.tiers(index).up_to();
  const bool is_last = index + 1 == price.tiers_size();
  if (is_last) {
    if (up_to.empty()) return std::nullopt;
    return "ends the last tier; leave it out, so that no quantity is without a price";
  }
  if (up_to.empty()) return "is missing; only the last tier has no end";
  const Decimal start =
      index == 0 ? Decimal() : Decimal::Parse(price.tiers(index - 1).up_to()).value_or(Decimal());
  const auto end = Decimal::Parse(up_to);
  if (!end || *end > start) return std::nullopt;
  return absl::StrCat("is ", up_to, ", but the tier starts after ", start.ToString(),
                      "; put the tiers in ascending order");
}

Words BlockProblem(const v1::TieredPrice& price, const v1::Tier& tier) {
  if (price.mode() == v1::TIER_MODE_UNSPECIFIED) return std::nullopt;
  const bool has_blocks = price.mode() == v1::TIER_MODE_PACKAGE;
  if (!has_blocks) {
    if (tier.block_size().empty()) return std::nullopt;
    return "goes with tiers of packages only; leave it out, or bill packages";
  }
  if (tier.block_size().empty()) return "is missing; say how many units a package has";
  const auto size = Decimal::Parse(tier.block_size());
  if (!size || !size->IsZero()) return std::nullopt;
  return "is 0; say how many units a package has";
}

Words PriceProblem(const v1::Tier& tier) {
  if (!tier.unit_price().empty() || !tier.flat_fee().empty()) return std::nullopt;
  return "has no price; give one for each unit, or a flat fee, or 0";
}

}  // namespace

void CheckTiers(const v1::TieredPrice& price, absl::string_view path,
                std::vector<PlanProblem>& problems) {
  const auto add = [&](const std::string& field, const Words& words) {
    if (words) problems.push_back({v1::REASON_TIERS_INVALID, field, *words});
  };
  for (int i = 0; i < price.tiers_size(); ++i) {
    const std::string tier = absl::StrCat(path, ".tiers[", i, "]");
    add(tier + ".up_to", UpToProblem(price, i));
    add(tier + ".block_size", BlockProblem(price, price.tiers(i)));
    add(tier, PriceProblem(price.tiers(i)));
  }
}

}  // namespace tally
