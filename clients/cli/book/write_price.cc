#include "clients/cli/book/write_price.h"

#include <vector>

#include "clients/cli/book/words.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {
namespace {

std::string VendorText(const v1::VendorPrice& price) {
  YamlFields fields;
  fields.Add("follow", "vendor");
  fields.AddPercent("markup", price.markup_percent());
  fields.AddPercent("margin", price.margin_percent());
  fields.Add("sync", WordFor(kSyncWords, price.sync()));
  fields.AddIf("exact", price.exact());
  fields.Add("floor", price.floor());
  return fields.OnOneLine();
}

std::string TierText(const v1::Tier& tier) {
  YamlFields fields;
  fields.Add("up_to", tier.up_to());
  fields.Add("each", tier.unit_price());
  fields.Add("flat", tier.flat_fee());
  fields.Add("block", tier.block_size());
  return fields.OnOneLine();
}

std::string TieredText(const v1::TieredPrice& price) {
  std::vector<std::string> tiers;
  for (const v1::Tier& tier : price.tiers()) tiers.push_back(TierText(tier));
  YamlFields fields;
  fields.Add("tiers", WordFor(kTierModeWords, price.mode()));
  fields.Add("of", YamlList(tiers));
  return fields.OnOneLine();
}

}  // namespace

std::string PriceText(const v1::PlanLine& line) {
  switch (line.price_case()) {
    case v1::PlanLine::kHeld:
      return line.held().unit_price();
    case v1::PlanLine::kVendor:
      return VendorText(line.vendor());
    case v1::PlanLine::kTiered:
      return TieredText(line.tiered());
    case v1::PlanLine::PRICE_NOT_SET:
      return "";
  }
  return "";
}

}  // namespace tally
