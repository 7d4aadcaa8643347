#include "clients/cli/book/read_price.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/book/words.h"

namespace tally {
namespace {

void ReadVendorPrice(FieldMap& fields, v1::VendorPrice& price) {
  const Field follow = fields.Need("follow", "write {follow: vendor, markup: 20%}");
  if (follow.given() && follow.Text() != "vendor") follow.Refuse("can only be vendor");
  price.set_markup_percent(fields.May("markup").Percent());
  price.set_margin_percent(fields.May("margin").Percent());
  price.set_sync(ReadWord(fields.May("sync"), kSyncWords));
  price.set_exact(fields.May("exact").IsTrue());
  price.set_floor(fields.May("floor").Price());
}

void ReadTier(const Field& field, v1::Tier& tier) {
  FieldMap fields(field);
  tier.set_up_to(fields.May("up_to").Quantity());
  tier.set_unit_price(fields.May("each").Price());
  tier.set_flat_fee(fields.May("flat").Price());
  tier.set_block_size(fields.May("block").Quantity());
  fields.RefuseOthers();
}

void ReadTiers(const Field& mode, FieldMap& fields, v1::TieredPrice& price) {
  price.set_mode(ReadWord(mode, kTierModeWords));
  const Field tiers =
      fields.Need("of", "list the tiers, like [{up_to: 10, each: 2.00}, {each: 1.50}]");
  for (const Field& tier : tiers.Items()) ReadTier(tier, *price.add_tiers());
  tiers.CheckSize(price, v1::TieredPrice::kTiersFieldNumber);
  if (tiers.is_list() && price.tiers().empty()) tiers.Refuse("has no tiers; list at least one");
}

}  // namespace

void ReadPrice(const Field& field, v1::PlanLine& line) {
  if (!field.given()) return;
  if (!field.is_map()) {
    line.mutable_held()->set_unit_price(field.Price());
    return;
  }
  FieldMap fields(field);
  if (const Field mode = fields.May("tiers"); mode.given()) {
    ReadTiers(mode, fields, *line.mutable_tiered());
  } else {
    ReadVendorPrice(fields, *line.mutable_vendor());
  }
  fields.RefuseOthers();
}

void ReadDiscounts(const Field& field,
                   google::protobuf::RepeatedPtrField<v1::Discount>& discounts) {
  for (const Field& item : field.Items()) {
    FieldMap fields(item);
    v1::Discount& discount = *discounts.Add();
    discount.set_name(fields.Need("name", "give the name shown on documents").Text());
    const Field percent = fields.May("percent");
    const Field amount = fields.May("amount");
    if (percent.given()) discount.set_percent(percent.Percent());
    if (amount.given() && percent.given()) {
      amount.Refuse("stands beside percent; keep one of the two");
    } else if (amount.given()) {
      discount.set_amount(amount.Price());
    }
    discount.set_tax(ReadWord(fields.May("tax"), kDiscountTaxWords));
    fields.RefuseOthers();
  }
}

}  // namespace tally
