#include "ledger/rating/unit_price.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/price.h"

namespace tally {
namespace {

constexpr int kAveragePlaces = 6;

// The price that follows the cost in `count`, from `day` on.
UnitPrice Following(const DraftInput& input, const BilledPart& part, const v1::Count& count,
                    absl::CivilDay from) {
  UnitPrice price{.from = from, .price = {}, .cost = count, .cost_in_currency = {}, .exchange = {}};
  const v1::Observation& seen = count.observation();
  if (seen.unit_cost().empty()) return price;
  const absl::CivilDay day = std::max(from, LocalDate(FromProto(seen.observed_at()), input.zone));
  const ConvertedCost converted = Convert(input, seen.unit_cost(), seen.cost_currency(), day);
  if (!converted.cost.in_range()) return price;
  price.cost_in_currency = converted.cost;
  price.exchange = converted.exchange;
  if (part.line.has_vendor()) price.price = PriceOver(input, part.line.vendor(), converted.cost);
  return price;
}

// The costs that stand in `span`, of the source that bills or else of the first of the line's that
// knows any.
std::vector<v1::Count> CostsIn(const DraftInput& input, const BilledPart& part,
                               const Counted& counted, const Span& span) {
  std::vector<v1::Count> costs = CostsOf(input, counted.billed, span);
  for (const v1::CountSource& other : part.line.counted().others()) {
    if (costs.empty()) costs = CostsOf(input, other, span);
  }
  return costs;
}

// The last count before the end, with its cost or without; of another source only if that one's
// cost is known and this one's is not.
std::optional<v1::Count> LastWithCost(const DraftInput& input, const BilledPart& part,
                                      const Counted& counted, const Span& span) {
  if (!counted.last || !counted.last->observation().unit_cost().empty()) return counted.last;
  if (part.line.counted().others().empty()) return counted.last;
  const std::vector<v1::Count> costs = CostsIn(input, part, counted, span);
  return costs.empty() ? counted.last : costs.back();
}

std::vector<UnitPrice> FollowAtOnce(const DraftInput& input, const BilledPart& part,
                                    const std::vector<v1::Count>& costs) {
  std::vector<UnitPrice> prices;
  for (const v1::Count& cost : costs) {
    const absl::CivilDay day = std::max(
        LocalDate(FromProto(cost.observation().observed_at()), input.zone), part.days.start);
    UnitPrice price = Following(input, part, cost, prices.empty() ? part.days.start : day);
    // The last of a day is that day's.
    if (!prices.empty() && prices.back().from == price.from) prices.pop_back();
    prices.push_back(std::move(price));
  }
  return prices;
}

std::vector<UnitPrice> FollowVendor(const DraftInput& input, const BilledPart& part,
                                    const Counted& counted, const Span& span) {
  const UnitPrice unknown{.from = part.days.start,
                          .price = {},
                          .cost = counted.last,
                          .cost_in_currency = {},
                          .exchange = {}};
  std::vector<v1::Count> costs;
  switch (part.line.vendor().sync()) {
    case v1::VENDOR_SYNC_IMMEDIATE:
      costs = CostsIn(input, part, counted, span);
      if (costs.empty()) return {unknown};
      return FollowAtOnce(input, part, costs);
    case v1::VENDOR_SYNC_NEXT_PERIOD:
      costs = CostsIn(input, part, counted, span);
      break;
    case v1::VENDOR_SYNC_HOLD: {
      const absl::CivilDay held_from = *ParseDate(part.plan.effective_from());
      const absl::Time first = FirstInstantOf(held_from + 1, input.zone);
      costs = CostsIn(input, part, counted, {first, std::max(first, span.end)});
      break;
    }
    default: {
      const auto last = LastWithCost(input, part, counted, span);
      if (!last) return {unknown};
      return {Following(input, part, *last, part.days.start)};
    }
  }
  if (costs.empty()) return {unknown};
  return {Following(input, part, costs.front(), part.days.start)};
}

void FlagMargin(const BilledPart& part, const UnitPrice& price, v1::DraftLine& rated) {
  const Fraction guard = FractionOf(part.line.margin_guard_percent());
  const Fraction charged = FractionOf(rated.line().unit_price());
  const Fraction left = charged - *price.cost_in_currency;
  if (left * Fraction(100) >= guard * charged) return;
  AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_LOW_MARGIN,
          absl::StrCat("the vendor charges ", rated.line().unit_cost(), " for what is billed at ",
                       rated.line().unit_price(), "; less than ", part.line.margin_guard_percent(),
                       " % is left"));
}

std::string TwelvePlaces(const Fraction& value) {
  const auto units = RoundToUnits(value, Decimal::kMaxPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, Decimal::kMaxPlaces) : std::nullopt;
  return decimal ? decimal->ToString() : AveragePrice(value, Fraction(1));
}

}  // namespace

std::vector<UnitPrice> PricesOf(const DraftInput& input, const BilledPart& part,
                                const Counted& counted, const Span& counted_span) {
  if (part.line.has_vendor()) return FollowVendor(input, part, counted, counted_span);
  UnitPrice price{
      .from = part.days.start, .price = {}, .cost = {}, .cost_in_currency = {}, .exchange = {}};
  if (!part.line.margin_guard_percent().empty() && counted.last) {
    const auto last = LastWithCost(input, part, counted, counted_span);
    price = Following(input, part, *last, part.days.start);
    price.exchange.reset();
  }
  if (part.line.has_held()) price.price = DecimalOf(part.line.held().unit_price());
  return {price};
}

void SetUnitPrice(const DraftInput& input, const BilledPart& part, const UnitPrice& price,
                  v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  line.set_unit_price(price.price.value_or(Decimal()).ToString());
  if (price.exchange) *line.mutable_exchange() = *price.exchange;
  if (!part.line.margin_guard_percent().empty() && price.cost_in_currency) {
    line.set_unit_cost(TwelvePlaces(*price.cost_in_currency));
    if (price.price) FlagMargin(part, price, rated);
  }
  if (!part.line.has_vendor()) return;
  if (price.cost && !price.price) {
    const std::string& currency = price.cost->observation().cost_currency();
    const std::string& wanted = CurrencyOf(input.org, input.customer);
    const bool is_foreign = !currency.empty() && currency != wanted;
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_MISSING_COST,
            absl::StrCat("the price follows the vendor's, but the last count has no cost in ",
                         wanted, is_foreign ? ", and no exchange rate is known from " : "",
                         is_foreign ? currency : ""));
  }
  if (price.price && line.has_evidence()) {
    line.mutable_evidence()->set_unit_cost(price.cost->observation().unit_cost());
  }
}

absl::Status SetAmountAtUnitPrice(const DraftInput& input, v1::DraftLine& rated) {
  v1::Line& line = *rated.mutable_line();
  ApplyOverride(input, rated);
  if (DecimalOf(line.unit_price()).IsZero()) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_ZERO_PRICE, "the price is zero");
  }
  return SetAmount(input, line);
}

std::string AveragePrice(const Fraction& amount, const Fraction& quantity) {
  if (quantity == Fraction(0)) return "0";
  const auto units =
      RoundToUnits(amount / quantity, kAveragePlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kAveragePlaces) : std::nullopt;
  return decimal.value_or(Decimal()).ToString();
}

}  // namespace tally
