#include "properties/any_line.h"

#include <rapidcheck.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/decimal.h"
#include "ledger/plans/line_rules.h"
#include "properties/choice.h"

namespace tally {
namespace {

// How often a line is made up until one is accepted.
constexpr int kTries = 50;

std::string AnyQuantity() { return NumberUpTo(40, AnyOf({0, 0, 2, 6})); }

std::string AnyPercent(int most) { return NumberUpTo(most, 2); }

void SetVendorPrice(v1::VendorPrice& price) {
  if (OneIn(3)) {
    price.set_margin_percent(AnyPercent(60));
  } else {
    price.set_markup_percent(AnyPercent(60));
  }
  price.set_exact(OneIn(3));
  if (OneIn(3)) price.set_floor(AnyPrice());
}

v1::VendorSync AnySync() {
  return AnyOf({v1::VENDOR_SYNC_UNSPECIFIED, v1::VENDOR_SYNC_PERIOD_END,
                v1::VENDOR_SYNC_NEXT_PERIOD, v1::VENDOR_SYNC_IMMEDIATE, v1::VENDOR_SYNC_HOLD});
}

void SetHeldOrTiered(v1::PlanLine& line) {
  if (OneIn(4)) {
    *line.mutable_tiered() = AnyTiers();
  } else {
    line.mutable_held()->set_unit_price(AnyPrice());
  }
}

void SetAllowance(v1::PlanLine& line) {
  v1::Allowance& included = *line.mutable_included();
  included.set_quantity(AnyQuantity());
  included.set_overage(AnyOf(
      {v1::OVERAGE_UNSPECIFIED, v1::OVERAGE_BILL, v1::OVERAGE_FLAG, v1::OVERAGE_NEXT_PERIOD}));
  if (OneIn(3)) included.set_unit_price(AnyPrice());
  included.set_prorated(OneIn(2));
}

void SetFixed(v1::PlanLine& line) {
  SetAnyCadence(line);
  SetAnyTiming(line);
  line.set_proration(AnyProration());
  line.mutable_fixed()->set_quantity(AnyQuantity());
  SetHeldOrTiered(line);
}

void SetCounted(v1::PlanLine& line) {
  SetAnyCadence(line);
  SetAnyTiming(line);
  line.set_proration(AnyProration());
  v1::CountedQuantity& counted = *line.mutable_counted();
  counted.set_source_id("shop");
  counted.set_meter(OneOf({"SEAT", "USED"}));
  const bool in_advance = line.cadence().timing() == v1::TIMING_IN_ADVANCE;
  counted.set_rule(in_advance ? v1::QUANTITY_RULE_PERIOD_START
                              : static_cast<v1::QuantityRule>(Between(1, 8)));
  if (OneIn(5)) {
    counted.set_meter("MEMBER");
    counted.set_distinct(true);
  }
  if (OneIn(4)) counted.add_accounts("S1");
  if (OneIn(4)) {
    counted.add_others()->set_source_id("tool");
    counted.mutable_others(0)->set_meter(counted.meter());
  }
  if (OneIn(4)) counted.set_round_up_to(OneOf({"1", "10", "0.5"}));
  if (OneIn(3)) {
    SetVendorPrice(*line.mutable_vendor());
    line.mutable_vendor()->set_sync(AnySync());
  } else {
    SetHeldOrTiered(line);
  }
  if (OneIn(5)) SetAllowance(line);
  if (OneIn(4)) line.set_accumulate_months(AnyOf<uint32_t>({1, 3, 6, 12}));
  if (OneIn(4)) line.set_margin_guard_percent(AnyPercent(40));
}

void SetTime(v1::PlanLine& line) {
  SetAnyCadence(line);
  v1::TimeQuantity& time = *line.mutable_time();
  time.set_kind(AnyOf(
      {v1::TIME_KIND_UNSPECIFIED, v1::TIME_KIND_ANY, v1::TIME_KIND_TICKET, v1::TIME_KIND_PROJECT}));
  if (OneIn(4)) time.add_projects("P1");
  if (OneIn(3)) {
    v1::ProjectRate& rate = *time.add_rates();
    rate.set_project("P1");
    rate.set_unit_price(AnyPrice());
  }
  if (OneIn(2)) {
    time.set_increment_minutes(AnyOf<uint32_t>({6, 15, 60}));
    time.set_increment_scope(AnyOf({v1::INCREMENT_SCOPE_UNSPECIFIED, v1::INCREMENT_SCOPE_PER_ENTRY,
                                    v1::INCREMENT_SCOPE_TOTAL}));
  }
  SetHeldOrTiered(line);
  if (OneIn(2)) {
    SetAllowance(line);
    line.mutable_included()->set_quantity(NumberUpTo(12, 1));
    if (OneIn(2)) time.set_roll_over_periods(static_cast<uint32_t>(Between(1, 3)));
  }
}

void SetPassThrough(v1::PlanLine& line) {
  SetAnyCadence(line);
  line.mutable_pass_through()->set_kind(AnyOf({v1::CHARGE_KIND_UNSPECIFIED, v1::CHARGE_KIND_ANY,
                                               v1::CHARGE_KIND_HARDWARE, v1::CHARGE_KIND_EXPENSE}));
  if (OneIn(2)) SetVendorPrice(*line.mutable_vendor());
}

v1::TriggerKind AnyTriggerKind() {
  return AnyOf({v1::TRIGGER_KIND_MILESTONE, v1::TRIGGER_KIND_DEAL});
}

void SetTriggered(v1::PlanLine& line) {
  SetAnyCadence(line);
  line.mutable_triggered()->set_kind(AnyTriggerKind());
  if (OneIn(3)) line.mutable_triggered()->set_subject("X");
  if (OneIn(2)) line.mutable_held()->set_unit_price(AnyPrice());
}

void SetCredit(v1::PlanLine& line, const std::string& credited) {
  v1::CreditQuantity& credit = *line.mutable_credit();
  credit.set_line_id(credited);
  if (OneIn(2)) {
    credit.set_amount(AnyPrice());
  } else {
    credit.set_percent(AnyPercent(100));
  }
  if (OneIn(2)) credit.set_trigger(AnyOf({v1::TRIGGER_KIND_SLA_BREACH, v1::TRIGGER_KIND_DEAL}));
}

v1::PlanLine TryLine(LineKind kind, const std::string& line_id, const std::string& credited) {
  v1::PlanLine line;
  line.set_line_id(line_id);
  line.set_item_id(OneOf({"stamp", "seat", "device", "book"}));
  switch (kind) {
    case LineKind::kFixed:
      SetFixed(line);
      break;
    case LineKind::kCounted:
      SetCounted(line);
      break;
    case LineKind::kTime:
      SetTime(line);
      break;
    case LineKind::kPassThrough:
      SetPassThrough(line);
      break;
    case LineKind::kTriggered:
      SetTriggered(line);
      break;
    case LineKind::kCredit:
      SetCredit(line, credited);
      return line;
  }
  line.set_price_includes_tax(OneIn(5));
  for (int i = OneIn(4) ? Between(1, 2) : 0; i > 0; --i) *line.add_discounts() = AnyDiscount();
  return line;
}

bool IsAccepted(const v1::PlanLine& line) {
  std::vector<PlanProblem> problems;
  CheckLine(line, "line", problems);
  return problems.empty();
}

}  // namespace

v1::PlanLine AnyLine(LineKind kind, const std::string& line_id, const std::string& credited) {
  for (int i = 0; i < kTries; ++i) {
    v1::PlanLine line = TryLine(kind, line_id, credited);
    if (IsAccepted(line)) return line;
  }
  RC_DISCARD("no line was accepted");
}

void ChangeLine(v1::PlanLine& line) {
  const v1::PlanLine before = line;
  if (line.has_held() && OneIn(2)) line.mutable_held()->set_unit_price(AnyPrice());
  if (line.has_tiered() && OneIn(2)) *line.mutable_tiered() = AnyTiers();
  if (line.has_vendor() && OneIn(2)) line.mutable_vendor()->set_floor(AnyPrice());
  if (line.has_fixed() && OneIn(2)) line.mutable_fixed()->set_quantity(AnyQuantity());
  if (line.has_included() && OneIn(2)) line.mutable_included()->set_quantity(AnyQuantity());
  if (OneIn(4)) line.set_item_id(OneOf({"stamp", "seat", "device", "book"}));
  if (!IsAccepted(line)) line = before;
}

v1::PlanLine BaseLine(const std::string& line_id) {
  v1::PlanLine line;
  line.set_line_id(line_id);
  line.set_item_id("stamp");
  line.mutable_fixed()->set_quantity("1");
  line.mutable_held()->set_unit_price("1");
  line.set_proration(v1::PRORATION_BY_DAY);
  return line;
}

void SetAnyCadence(v1::PlanLine& line) {
  if (OneIn(5)) return;
  v1::Cadence& cadence = *line.mutable_cadence();
  if (OneIn(8)) return;
  if (OneIn(3)) {
    cadence.set_weeks(AnyOf<uint32_t>({1, 1, 2, 5}));
  } else {
    cadence.set_months(AnyOf<uint32_t>({1, 1, 1, 2, 3, 12}));
  }
  cadence.set_anchor(OneOf({"", "", "2024-01-31", "2011-11-15", "2024-02-29", "2018-10-21",
                            "2023-12-01", "2026-03-30", "2011-12-30"}));
}

void SetAnyTiming(v1::PlanLine& line) {
  if (OneIn(2)) line.mutable_cadence()->set_timing(v1::TIMING_IN_ADVANCE);
}

v1::Proration AnyProration() { return static_cast<v1::Proration>(Between(0, 4)); }

v1::TieredPrice AnyTiers() {
  v1::TieredPrice price;
  price.set_mode(static_cast<v1::TierMode>(Between(1, 3)));
  const int tiers = Between(1, 3);
  int up_to = 0;
  for (int i = 0; i < tiers; ++i) {
    v1::Tier& tier = *price.add_tiers();
    up_to += Between(1, 15);
    if (i + 1 < tiers) tier.set_up_to(absl::StrCat(up_to));
    if (OneIn(2)) tier.set_flat_fee(AnyPrice());
    if (tier.flat_fee().empty() || OneIn(2)) tier.set_unit_price(AnyPrice());
    if (price.mode() == v1::TIER_MODE_PACKAGE) tier.set_block_size(OneOf({"1", "5", "2.5"}));
  }
  return price;
}

v1::Discount AnyDiscount() {
  v1::Discount discount;
  discount.set_name("Less");
  if (OneIn(2)) {
    discount.set_percent(AnyPercent(100));
  } else {
    discount.set_amount(AnyPrice());
  }
  if (OneIn(3)) discount.set_tax(v1::DISCOUNT_TAX_AFTER);
  return discount;
}

std::string AnyPrice() {
  switch (Between(0, 5)) {
    case 0:
      return "0";
    case 1:
      return NumberUpTo(200, 6);
    case 2:
      return "0.000042";
    default:
      return NumberUpTo(200, 2);
  }
}

}  // namespace tally
