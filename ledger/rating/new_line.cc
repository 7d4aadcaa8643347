#include "ledger/rating/new_line.h"

#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

// Decimals of a quantity, as FORMAT_QUANTITY allows.
constexpr int kQuantityPlaces = 6;

v1::Period ServiceOf(const BilledPart& part) {
  v1::Period service;
  *service.mutable_start() = ToProto(part.span.start);
  *service.mutable_end() = ToProto(part.span.end);
  service.set_first_day(FormatDate(part.days.start));
  service.set_end_day(FormatDate(part.days.end));
  return service;
}

bool FitsInt64(__int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

bool DoesNotApply(v1::FlagKind kind, const v1::LineOverride& line_override) {
  switch (kind) {
    case v1::FLAG_KIND_MISSING_COUNT:
    case v1::FLAG_KIND_STALE_COUNT:
    case v1::FLAG_KIND_MISSING_MEMBERS:
      return !line_override.quantity().empty();
    case v1::FLAG_KIND_MISSING_COST:
    case v1::FLAG_KIND_MISSING_EXCHANGE_RATE:
    case v1::FLAG_KIND_ZERO_PRICE:
    case v1::FLAG_KIND_LOW_MARGIN:
      return !line_override.unit_price().empty();
    default:
      return false;
  }
}

}  // namespace

Decimal DecimalOf(absl::string_view text) { return Decimal::Parse(text).value_or(Decimal()); }

Fraction FractionOf(absl::string_view text) { return Fraction(DecimalOf(text)); }

const std::string& CurrencyOf(const v1::Org& org, const v1::Customer& customer) {
  return customer.currency().empty() ? org.currency() : customer.currency();
}

v1::DraftLine NewLine(const DraftInput& input, const BilledPart& part) {
  v1::DraftLine rated;
  v1::Line& line = *rated.mutable_line();
  line.set_line_id(part.line.line_id());
  if (part.nth > 1) {
    line.set_line_id(absl::StrCat(part.line.line_id(), ".", part.nth));
    line.set_plan_line_id(part.line.line_id());
  }
  const v1::Item item = input.facts.FindItem(part.line.item_id()).value_or(v1::Item());
  line.set_item_id(part.line.item_id());
  line.set_description(item.name());
  line.set_tax_id(TaxOn(item, input.customer));
  if (part.line.price_includes_tax()) {
    *line.mutable_amount_with_tax() = MakeMoney(0, CurrencyOf(input.org, input.customer));
  }
  if (part.line.has_cadence() || part.days != DaysOf(input.month)) {
    *line.mutable_service() = ServiceOf(part);
  }
  if (part.share) *line.mutable_share() = *part.share;
  const v1::Plan* plan = PlanOn(input, absl::CivilDay(input.month));
  if (plan == nullptr || plan->effective_from() != part.plan.effective_from()) {
    line.set_plan_effective_from(part.plan.effective_from());
  }
  return rated;
}

v1::DraftLine LineBeside(const v1::DraftLine& line, v1::LinePart part, absl::string_view suffix,
                         absl::string_view description, const v1::Money& amount) {
  const v1::Line& of = line.line();
  v1::DraftLine beside;
  v1::Line& added = *beside.mutable_line();
  added.set_line_id(absl::StrCat(of.line_id(), ".", suffix));
  added.set_plan_line_id(PlanLineOf(of));
  added.set_part(part);
  added.set_item_id(of.item_id());
  added.set_description(std::string(description));
  added.set_tax_id(of.tax_id());
  added.set_plan_effective_from(of.plan_effective_from());
  if (of.has_service()) *added.mutable_service() = of.service();
  if (of.has_amount_with_tax()) *added.mutable_amount_with_tax() = amount;
  *added.mutable_amount() = amount;
  added.set_quantity("1");
  added.set_unit_price(DecimalOf(FormatAmount(amount)).ToString());
  return beside;
}

const std::string& PlanLineOf(const v1::Line& line) {
  return line.plan_line_id().empty() ? line.line_id() : line.plan_line_id();
}

const v1::Money& PricedAmount(const v1::Line& line) {
  return line.has_amount_with_tax() ? line.amount_with_tax() : line.amount();
}

void SetPricedAmount(const v1::Money& amount, v1::Line& line) {
  if (line.has_amount_with_tax()) *line.mutable_amount_with_tax() = amount;
  *line.mutable_amount() = amount;
}

void SetQuantity(const Fraction& quantity, v1::Line& line) {
  line.clear_exact_quantity();
  const auto units = RoundToUnits(quantity, kQuantityPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kQuantityPlaces) : std::nullopt;
  line.set_quantity(decimal.value_or(Decimal()).ToString());
  if (decimal && Fraction(*decimal) == quantity) return;
  // Numerator and denominator that do not fit give a line that SetAmount() refuses.
  const Fraction exact = quantity.Reduced();
  const bool fits =
      quantity.in_range() && FitsInt64(exact.numerator()) && FitsInt64(exact.denominator());
  line.set_exact_quantity(fits ? absl::StrCat(static_cast<int64_t>(exact.numerator()), "/",
                                              static_cast<int64_t>(exact.denominator()))
                               : "0/0");
}

Fraction QuantityOf(const v1::Line& line) {
  if (line.exact_quantity().empty()) return FractionOf(line.quantity());
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(line.exact_quantity(), absl::MaxSplits('/', 1));
  int64_t numerator = 0;
  int64_t denominator = 0;
  if (!absl::SimpleAtoi(parts.first, &numerator)) return Fraction::OutOfRange();
  if (!absl::SimpleAtoi(parts.second, &denominator)) return Fraction::OutOfRange();
  return Fraction(numerator) / Fraction(denominator);
}

Fraction ShareOf(const v1::Line& line) {
  if (!line.has_share()) return Fraction(1);
  return Fraction(line.share().numerator()) / Fraction(line.share().denominator());
}

absl::Status SetAmount(const DraftInput& input, v1::Line& line) {
  return SetAmountTo(input, QuantityOf(line) * FractionOf(line.unit_price()) * ShareOf(line), line);
}

absl::Status SetAmountTo(const DraftInput& input, const Fraction& exact, v1::Line& line) {
  const auto amount =
      RoundToMoney(exact, CurrencyOf(input.org, input.customer), FromProto(input.org.rounding()));
  if (!amount) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                  absl::StrCat(line.quantity(), " x ", line.unit_price(), " does not fit"));
  }
  SetPricedAmount(*amount, line);
  return absl::OkStatus();
}

void ApplyOverride(const DraftInput& input, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  const std::optional<v1::LineOverride> line_override = OverrideOf(input, line.line_id());
  if (!line_override) return;
  *rated.mutable_override() = *line_override;
  if (!line_override->unit_price().empty()) {
    line.set_unit_price(line_override->unit_price());
    line.clear_tiers();
    line.clear_exchange();
    if (line.has_evidence()) line.mutable_evidence()->clear_unit_cost();
  }
  if (!line_override->quantity().empty()) {
    line.set_quantity(line_override->quantity());
    line.clear_exact_quantity();
    line.clear_evidence();
    line.clear_further_evidence();
  }

  google::protobuf::RepeatedPtrField<v1::Flag> kept;
  for (const v1::Flag& flag : rated.flags()) {
    if (!DoesNotApply(flag.kind(), *line_override)) *kept.Add() = flag;
  }
  *rated.mutable_flags() = kept;
}

std::optional<v1::LineOverride> OverrideOf(const DraftInput& input, absl::string_view line_id) {
  if (!input.reviewed) return std::nullopt;
  for (const v1::DraftLine& reviewed : input.reviewed->lines()) {
    if (reviewed.line().line_id() == line_id && reviewed.has_override()) return reviewed.override();
  }
  return std::nullopt;
}

void AddFlag(google::protobuf::RepeatedPtrField<v1::Flag>& flags, v1::FlagKind kind,
             absl::string_view detail) {
  v1::Flag& flag = *flags.Add();
  flag.set_kind(kind);
  flag.set_detail(std::string(detail));
  flag.set_blocks(kind == v1::FLAG_KIND_MISSING_COUNT || kind == v1::FLAG_KIND_STALE_COUNT ||
                  kind == v1::FLAG_KIND_UNMAPPED_METER || kind == v1::FLAG_KIND_MISSING_COST ||
                  kind == v1::FLAG_KIND_MISSING_EXCHANGE_RATE ||
                  kind == v1::FLAG_KIND_MISSING_MEMBERS);
}

DaySpan ServiceDays(const v1::DraftContent& content, const v1::Line& line) {
  if (line.has_service()) {
    return {*ParseDate(line.service().first_day()), *ParseDate(line.service().end_day())};
  }
  return DaysOf(*ParseMonth(content.period().month()));
}

}  // namespace tally
