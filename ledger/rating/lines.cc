#include "ledger/rating/lines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "ledger/rating/accumulation.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/pass_through_lines.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/quantity.h"
#include "ledger/rating/tiers.h"
#include "ledger/rating/time_lines.h"
#include "ledger/rating/triggered_lines.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

using Lines = std::vector<v1::DraftLine>;

constexpr uint32_t kDefaultStaleAfterHours = 48;

// What a part bills before it is priced.
struct Measured {
  Counted counted;
  Fraction quantity;
};

// The words for a part in flags.
absl::string_view PeriodWord(const BilledPart& part) {
  return part.line.has_cadence() || part.share ? "period" : "month";
}

// The instants whose counts a part is billed by: its own or, in advance, those before it starts.
Span CountedSpan(const BilledPart& part) {
  return IsInAdvance(part.line) ? Span{part.span.start, part.span.start} : part.span;
}

DaySpan CountedDays(const BilledPart& part) {
  return IsInAdvance(part.line) ? DaySpan{part.days.start, part.days.start} : part.days;
}

void FlagCount(const DraftInput& input, const BilledPart& part, const Counted& counted,
               v1::DraftLine& rated) {
  const v1::CountedQuantity& said = part.line.counted();
  if (!counted.last) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_COUNT,
            absl::StrCat(said.source_id(), " never counted ", said.meter(), " for this customer"));
    return;
  }
  if (counted.members_missing) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_MEMBERS,
            absl::StrCat(counted.billed.source_id(), " did not say who was counted as ",
                         counted.billed.meter()));
  }
  const uint32_t allowed = input.org.review().stale_after_hours() == 0
                               ? kDefaultStaleAfterHours
                               : input.org.review().stale_after_hours();
  const absl::Time observed_at = FromProto(counted.last->observation().observed_at());
  const absl::Duration age = CountedSpan(part).end - observed_at;
  if (age <= absl::Hours(allowed)) return;
  AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_STALE_COUNT,
          absl::StrCat("last counted ", FormatInstant(observed_at), ", ", absl::ToInt64Hours(age),
                       " hours before the ", IsInAdvance(part.line) ? "start" : "end", " of the ",
                       PeriodWord(part), "; allowed are ", allowed));
}

void SetEvidence(const Counted& counted, v1::Line& line) {
  for (size_t i = 0; i < counted.evidence.size(); ++i) {
    *(i == 0 ? line.mutable_evidence() : line.add_further_evidence()) = counted.evidence[i];
  }
}

bool IsPlain(v1::QuantityRule rule) {
  return rule == v1::QUANTITY_RULE_PERIOD_START || rule == v1::QUANTITY_RULE_PERIOD_END ||
         rule == v1::QUANTITY_RULE_PEAK;
}

Measured Measure(const DraftInput& input, const BilledPart& part) {
  if (part.line.has_fixed()) {
    return {.counted = {}, .quantity = FractionOf(part.line.fixed().quantity())};
  }
  Counted counted = CountFor(input, part.line.counted(), CountedDays(part), CountedSpan(part));
  const Fraction quantity = counted.quantity.value_or(Fraction(0));
  return {.counted = std::move(counted), .quantity = quantity};
}

// The line as far as it does not depend on the price.
v1::DraftLine MeasuredLine(const DraftInput& input, const BilledPart& part,
                           const Measured& measured) {
  v1::DraftLine rated = NewLine(input, part);
  v1::Line& line = *rated.mutable_line();
  SetQuantity(measured.quantity, line);
  if (part.line.has_fixed()) return rated;

  if (!IsPlain(part.line.counted().rule())) line.set_rule(part.line.counted().rule());
  SetEvidence(measured.counted, line);
  const v1::LeftOutMembers& left_out = measured.counted.left_out;
  if (left_out.excluded_size() + left_out.duplicates_size() > 0) {
    *line.mutable_left_out_members() = left_out;
  }
  FlagCount(input, part, measured.counted, rated);
  return rated;
}

absl::Status PriceByTiers(const DraftInput& input, const v1::TieredPrice& tiers,
                          const std::optional<v1::Accumulated>& accumulated, v1::Line& line) {
  // Also of a quantity that a person changed, only what goes on from the earlier bills is billed.
  const Fraction before = accumulated ? FractionOf(accumulated->billed_before()) : Fraction(0);
  const Fraction total = before + QuantityOf(line);
  TierPrice priced = PriceOf(tiers, total);
  *line.mutable_tiers() = {priced.charges.begin(), priced.charges.end()};
  Fraction exact = priced.amount * ShareOf(line);
  if (accumulated && accumulated->has_amount_before()) {
    exact = exact - MajorUnits(accumulated->amount_before());
  }
  line.set_unit_price(AveragePrice(exact, QuantityOf(line)));
  return SetAmountTo(input, exact, line);
}

// Sets price and amount of a line that has its quantity.
absl::Status PriceLine(const DraftInput& input, const BilledPart& part, const UnitPrice& price,
                       const std::optional<v1::Accumulated>& accumulated, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  SetUnitPrice(input, part, price, rated);
  ApplyOverride(input, rated);
  const bool is_tiered = part.line.has_tiered() && rated.override().unit_price().empty();
  absl::Status priced = is_tiered ? PriceByTiers(input, part.line.tiered(), accumulated, line)
                                  : SetAmount(input, line);
  if (!priced.ok()) return priced;
  if (!is_tiered && DecimalOf(line.unit_price()).IsZero()) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_ZERO_PRICE, "the price is zero");
  }
  return absl::OkStatus();
}

// How far the other sources are from what is billed, in units and at its price.
absl::Status ShowDrifts(const DraftInput& input, const Counted& counted, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  std::vector<std::string> words;
  for (v1::Drift drift : counted.drifts) {
    const auto amount =
        RoundToMoney(FractionOf(drift.difference()) * FractionOf(line.unit_price()) * ShareOf(line),
                     CurrencyOf(input.org, input.customer), FromProto(input.org.rounding()));
    if (!amount) {
      return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                    "the drift of another source does not fit");
    }
    *drift.mutable_amount() = *amount;
    if (drift.difference() != "0") {
      words.push_back(absl::StrCat(drift.evidence().source_id(), " counted ", drift.quantity(),
                                   " (", drift.difference(), ", ", FormatAmount(*amount), " ",
                                   amount->currency(), ")"));
    }
    *line.add_drifts() = std::move(drift);
  }
  if (!words.empty()) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_SOURCE_DRIFT,
            absl::StrCat(counted.billed.source_id(), " bills ", line.quantity(), "; ",
                         absl::StrJoin(words, "; ")));
  }
  return absl::OkStatus();
}

// What is beyond an allowance: a line of its own, or a flag.
absl::Status BillOverage(const DraftInput& input, const BilledPart& part, const Fraction& beyond,
                         Lines& lines) {
  v1::DraftLine& base = lines.back();
  if (part.line.included().overage() == v1::OVERAGE_FLAG) {
    if (beyond == Fraction(0)) return absl::OkStatus();
    v1::Line shown;
    SetQuantity(beyond, shown);
    AddFlag(*base.mutable_flags(), v1::FLAG_KIND_OVERAGE,
            absl::StrCat(shown.quantity(), " more than the ", base.line().quantity(),
                         " included, not billed"));
    return absl::OkStatus();
  }
  if (beyond == Fraction(0)) return absl::OkStatus();

  v1::DraftLine overage =
      LineBeside(base, v1::LINE_PART_OVERAGE, "overage",
                 absl::StrCat(base.line().description(), ", overage"), base.line().amount());
  v1::Line& line = *overage.mutable_line();
  SetQuantity(beyond, line);
  const std::string& price = part.line.included().unit_price();
  line.set_unit_price(price.empty() ? base.line().unit_price() : DecimalOf(price).ToString());
  if (base.line().has_share()) *line.mutable_share() = base.line().share();
  if (base.line().has_evidence()) *line.mutable_evidence() = base.line().evidence();
  ApplyOverride(input, overage);
  if (absl::Status amount = SetAmount(input, line); !amount.ok()) return amount;
  lines.push_back(std::move(overage));
  return absl::OkStatus();
}

// An allowance is paid for in any case, and what is counted beyond it besides.
absl::StatusOr<Lines> RateAllowance(const DraftInput& input, const BilledPart& part,
                                    const Measured& measured, const UnitPrice& price) {
  const v1::Allowance& said = part.line.included();
  Fraction included = FractionOf(said.quantity());
  v1::DraftLine base = MeasuredLine(input, part, measured);
  if (said.prorated()) included = included * ShareOf(base.line());
  SetQuantity(included, *base.mutable_line());
  if (said.prorated()) base.mutable_line()->clear_share();
  if (absl::Status is = PriceLine(input, part, price, std::nullopt, base); !is.ok()) return is;
  if (absl::Status is = ShowDrifts(input, measured.counted, base); !is.ok()) return is;

  Lines lines = {std::move(base)};
  const Fraction beyond = measured.quantity > included ? measured.quantity - included : Fraction(0);
  if (absl::Status is = BillOverage(input, part, beyond, lines); !is.ok()) return is;
  return lines;
}

// The price for the part of a period that `line` is for, rounded to the minor unit.
std::string PriceForShare(const DraftInput& input, const v1::Line& line) {
  const int digits = *MinorUnitDigits(CurrencyOf(input.org, input.customer));
  const auto units = RoundToUnits(FractionOf(line.unit_price()) * ShareOf(line), digits,
                                  FromProto(input.org.rounding()));
  const auto price = units ? Decimal::FromParts(*units, digits) : std::nullopt;
  return price.value_or(Decimal()).ToString();
}

// One change of a count: the price for the days that are left of the period, rounded, so that the
// printed quantity times the printed price is the line.
absl::StatusOr<v1::DraftLine> RateChange(const DraftInput& input, const BilledPart& part,
                                         const QuantityChange& change, const UnitPrice& price,
                                         int nth) {
  BilledPart rest = part;
  rest.nth = nth;
  rest.days.start = change.day;
  rest.span.start = SpanOf(rest.days, input.zone).start;
  rest.share =
      ShareOfPeriod(part.line.proration(), rest.days, rest.span, part.period_days, part.period);
  v1::DraftLine rated = NewLine(input, rest);
  v1::Line& line = *rated.mutable_line();
  line.set_rule(v1::QUANTITY_RULE_PER_CHANGE);
  SetQuantity(change.change, line);
  *line.mutable_evidence() = change.evidence;
  *line.mutable_further_evidence() = {change.further_evidence.begin(),
                                      change.further_evidence.end()};
  SetUnitPrice(input, part, price, rated);
  line.set_unit_price(PriceForShare(input, line));
  line.clear_share();
  ApplyOverride(input, rated);
  if (absl::Status amount = SetAmount(input, line); !amount.ok()) return amount;
  return rated;
}

// The count at the start for all of the part, and each change by itself.
absl::StatusOr<Lines> RateChanges(const DraftInput& input, const BilledPart& part,
                                  const Measured& measured, const UnitPrice& price) {
  v1::DraftLine base = MeasuredLine(input, part, measured);
  if (absl::Status is = PriceLine(input, part, price, std::nullopt, base); !is.ok()) return is;
  if (absl::Status is = ShowDrifts(input, measured.counted, base); !is.ok()) return is;
  Lines lines = {std::move(base)};
  for (const QuantityChange& change : measured.counted.changes) {
    const int nth = part.nth + static_cast<int>(lines.size());
    absl::StatusOr<v1::DraftLine> changed = RateChange(input, part, change, price, nth);
    if (!changed.ok()) return changed.status();
    lines.push_back(*std::move(changed));
  }
  return lines;
}

// One line for each price that stood in the part.
absl::StatusOr<Lines> RatePrices(const DraftInput& input, const BilledPart& part,
                                 const Measured& measured, const std::vector<UnitPrice>& prices) {
  Lines lines;
  BilledPart piece = part;
  for (size_t i = 0; i < prices.size(); ++i) {
    piece.nth = part.nth + static_cast<int>(i);
    piece.days = {std::max(prices[i].from, part.days.start),
                  i + 1 < prices.size() ? prices[i + 1].from : part.days.end};
    piece.span = {i == 0 ? part.span.start : SpanOf(piece.days, input.zone).start,
                  i + 1 < prices.size() ? SpanOf(piece.days, input.zone).end : part.span.end};
    piece.share =
        ShareOfPeriod(part.line.proration(), piece.days, piece.span, part.period_days, part.period);
    v1::DraftLine rated = MeasuredLine(input, piece, measured);
    if (i > 0) rated.clear_flags();
    absl::Status is = PriceLine(input, piece, prices[i], std::nullopt, rated);
    if (!is.ok()) return is;
    if (absl::Status shown = ShowDrifts(input, measured.counted, rated); !shown.ok()) return shown;
    lines.push_back(std::move(rated));
  }
  return lines;
}

absl::StatusOr<Lines> RateQuantity(
    const DraftInput& input, const BilledPart& part,
    const google::protobuf::RepeatedPtrField<v1::DraftLine>& before) {
  Measured measured = Measure(input, part);
  std::optional<v1::Accumulated> accumulated;
  if (part.line.accumulate_months() > 0) {
    measured.counted = CountWindow(input, part);
    accumulated = Accumulate(input, part, measured.counted, before);
    measured.quantity = FractionOf(accumulated->total()) - FractionOf(accumulated->billed_before());
  } else if (part.line.has_counted()) {
    measured.quantity = RoundedUp(measured.quantity, part.line.counted().round_up_to());
  }

  const std::vector<UnitPrice> prices = PricesOf(input, part, measured.counted, CountedSpan(part));
  if (part.line.has_included()) return RateAllowance(input, part, measured, prices.front());
  if (part.line.counted().rule() == v1::QUANTITY_RULE_PER_CHANGE) {
    return RateChanges(input, part, measured, prices.front());
  }
  if (prices.size() > 1) return RatePrices(input, part, measured, prices);

  v1::DraftLine rated = MeasuredLine(input, part, measured);
  if (accumulated) *rated.mutable_line()->mutable_accumulated() = *accumulated;
  absl::Status is = PriceLine(input, part, prices.front(), accumulated, rated);
  if (!is.ok()) return is;
  if (absl::Status shown = ShowDrifts(input, measured.counted, rated); !shown.ok()) return shown;
  return Lines{std::move(rated)};
}

}  // namespace

absl::StatusOr<std::vector<v1::DraftLine>> RatePart(
    const DraftInput& input, const BilledPart& part,
    const google::protobuf::RepeatedPtrField<v1::DraftLine>& before) {
  switch (part.line.quantity_case()) {
    case v1::PlanLine::kTime:
      return RateTime(input, part);
    case v1::PlanLine::kPassThrough:
      return RatePassThrough(input, part);
    case v1::PlanLine::kTriggered:
      return RateTriggered(input, part, before);
    case v1::PlanLine::kCredit:
      return Lines();
    default:
      return RateQuantity(input, part, before);
  }
}

}  // namespace tally
