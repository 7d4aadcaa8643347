#include "ledger/rating/lines.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/rating/quantity.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

constexpr uint32_t kDefaultStaleAfterHours = 48;

Decimal DecimalOf(const std::string& text) { return Decimal::Parse(text).value_or(Decimal()); }

const std::string* AccountIn(const v1::Customer& customer, const std::string& source_id) {
  for (const v1::Account& account : customer.accounts()) {
    if (account.source_id() == source_id) return &account.account();
  }
  return nullptr;
}

BilledCount CountFor(const DraftInput& input, const v1::CountedQuantity& counted,
                     const Span& month) {
  const std::string* account = AccountIn(input.customer, counted.source_id());
  if (account == nullptr) return {};
  const auto series = input.facts.CountsOf(counted.source_id(), *account, counted.meter());
  return ChooseCount(*series, counted.rule(), month);
}

void SetEvidence(v1::Line& line, const v1::CountedQuantity& counted, const v1::Count& used) {
  v1::CountEvidence& evidence = *line.mutable_evidence();
  evidence.set_source_id(counted.source_id());
  evidence.set_account(used.observation().account());
  evidence.set_meter(counted.meter());
  *evidence.mutable_observed_at() = used.observation().observed_at();
  evidence.set_position(used.position());
}

void FlagCount(const DraftInput& input, const v1::CountedQuantity& counted,
               const BilledCount& count, const Span& month, v1::DraftLine& rated) {
  if (!count.last) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_COUNT,
            absl::StrCat(counted.source_id(), " never counted ", counted.meter(),
                         " for this customer"));
    return;
  }
  const uint32_t allowed = input.org.review().stale_after_hours() == 0
                               ? kDefaultStaleAfterHours
                               : input.org.review().stale_after_hours();
  const absl::Time observed_at = FromProto(count.last->observation().observed_at());
  if (month.end - observed_at <= absl::Hours(allowed)) return;
  AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_STALE_COUNT,
          absl::StrCat("last counted ", FormatInstant(observed_at), ", ",
                       absl::ToInt64Hours(month.end - observed_at),
                       " hours before the end of the month; allowed are ", allowed));
}

// The vendor's cost with the markup, rounded to the minor unit so that the printed quantity times
// the printed price is the line. Nothing without a cost in the customer's currency.
std::optional<Decimal> FollowVendor(const DraftInput& input, const v1::VendorPrice& price,
                                    const std::optional<v1::Count>& last) {
  const std::string& currency = CurrencyOf(input.org, input.customer);
  if (!last || last->observation().unit_cost().empty() ||
      last->observation().cost_currency() != currency) {
    return std::nullopt;
  }
  const int digits = *MinorUnitDigits(currency);
  const Fraction markup = Fraction(DecimalOf(price.markup_percent())) / Fraction(100);
  const Fraction marked_up =
      Fraction(DecimalOf(last->observation().unit_cost())) * (Fraction(1) + markup);
  const auto units = RoundToUnits(marked_up, digits, FromProto(input.org.rounding()));
  if (!units) return std::nullopt;
  return Decimal::FromParts(*units, digits);
}

void RatePrice(const DraftInput& input, const v1::PlanLine& plan_line, const BilledCount& count,
               v1::DraftLine& rated) {
  if (plan_line.has_held()) {
    rated.mutable_line()->set_unit_price(DecimalOf(plan_line.held().unit_price()).ToString());
    return;
  }
  const std::optional<Decimal> price = FollowVendor(input, plan_line.vendor(), count.last);
  rated.mutable_line()->set_unit_price(price.value_or(Decimal()).ToString());
  if (count.last && !price) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_COST,
            absl::StrCat("the price follows the vendor's, but the last count has no cost in ",
                         CurrencyOf(input.org, input.customer)));
  }
  if (price && rated.line().has_evidence()) {
    rated.mutable_line()->mutable_evidence()->set_unit_cost(count.last->observation().unit_cost());
  }
}

bool DoesNotApply(v1::FlagKind kind, const v1::LineOverride& line_override) {
  switch (kind) {
    case v1::FLAG_KIND_MISSING_COUNT:
    case v1::FLAG_KIND_STALE_COUNT:
      return !line_override.quantity().empty();
    case v1::FLAG_KIND_MISSING_COST:
      return !line_override.unit_price().empty();
    default:
      return false;
  }
}

// A person's figure needs no count and no cost, so the flags about them go.
void ApplyOverride(const v1::LineOverride& line_override, v1::DraftLine& rated) {
  *rated.mutable_override() = line_override;
  v1::Line& line = *rated.mutable_line();
  if (!line_override.unit_price().empty()) {
    line.set_unit_price(line_override.unit_price());
    if (line.has_evidence()) line.mutable_evidence()->clear_unit_cost();
  }
  if (!line_override.quantity().empty()) {
    line.set_quantity(line_override.quantity());
    line.clear_evidence();
  }

  google::protobuf::RepeatedPtrField<v1::Flag> kept;
  for (const v1::Flag& flag : rated.flags()) {
    if (!DoesNotApply(flag.kind(), line_override)) *kept.Add() = flag;
  }
  *rated.mutable_flags() = kept;
}

absl::Status RateAmount(const DraftInput& input, v1::Line& line) {
  const Fraction exact =
      Fraction(DecimalOf(line.quantity())) * Fraction(DecimalOf(line.unit_price()));
  const auto amount =
      RoundToMoney(exact, CurrencyOf(input.org, input.customer), FromProto(input.org.rounding()));
  if (!amount) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                  absl::StrCat(line.quantity(), " x ", line.unit_price(), " does not fit"));
  }
  *line.mutable_amount() = *amount;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::DraftLine> RateLine(const DraftInput& input, const v1::PlanLine& plan_line,
                                       const Span& month,
                                       const std::optional<v1::LineOverride>& line_override) {
  v1::DraftLine rated;
  v1::Line& line = *rated.mutable_line();
  line.set_line_id(plan_line.line_id());
  line.set_item_id(plan_line.item_id());
  const v1::Item item = input.facts.FindItem(plan_line.item_id()).value_or(v1::Item());
  line.set_description(item.name());
  line.set_tax_id(TaxOn(item, input.customer));

  BilledCount count;
  if (plan_line.has_fixed()) {
    line.set_quantity(DecimalOf(plan_line.fixed().quantity()).ToString());
  } else {
    count = CountFor(input, plan_line.counted(), month);
    line.set_quantity(count.used ? count.used->observation().quantity() : "0");
    if (count.used) SetEvidence(line, plan_line.counted(), *count.used);
    FlagCount(input, plan_line.counted(), count, month, rated);
  }
  RatePrice(input, plan_line, count, rated);
  if (line_override) ApplyOverride(*line_override, rated);
  if (DecimalOf(line.unit_price()).IsZero()) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_ZERO_PRICE, "the price is zero");
  }
  if (absl::Status amount = RateAmount(input, line); !amount.ok()) return amount;
  return rated;
}

const std::string& CurrencyOf(const v1::Org& org, const v1::Customer& customer) {
  return customer.currency().empty() ? org.currency() : customer.currency();
}

void AddFlag(google::protobuf::RepeatedPtrField<v1::Flag>& flags, v1::FlagKind kind,
             absl::string_view detail) {
  v1::Flag& flag = *flags.Add();
  flag.set_kind(kind);
  flag.set_detail(std::string(detail));
  flag.set_blocks(kind == v1::FLAG_KIND_MISSING_COUNT || kind == v1::FLAG_KIND_STALE_COUNT ||
                  kind == v1::FLAG_KIND_UNMAPPED_METER || kind == v1::FLAG_KIND_MISSING_COST);
}

}  // namespace tally
