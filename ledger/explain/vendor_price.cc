#include "ledger/explain/vendor_price.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/explain/entries.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/recorded_quantity.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/price.h"
#include "ledger/rating/unit_price.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kPrice = v1::EXPLANATION_KIND_PRICE;

std::optional<v1::ExchangeUse> ExchangeOf(const v1::Line& line) {
  if (!line.has_exchange()) return std::nullopt;
  return line.exchange();
}

// The cost in the currency of the document.
Fraction CostIn(const v1::Line& line, absl::string_view unit_cost) {
  const Fraction cost = FractionOf(unit_cost);
  return line.has_exchange() ? cost * FractionOf(line.exchange().rate()) : cost;
}

// What the price is before it is rounded and compared with its floor.
Fraction Calculated(const v1::VendorPrice& pricing, const Fraction& cost) {
  return pricing.margin_percent().empty() ? WithMarkup(cost, FractionOf(pricing.markup_percent()))
                                          : WithMargin(cost, FractionOf(pricing.margin_percent()));
}

// The exchange rate, and how the price became what it is.
void AddHowItCame(const Recorded& recorded, const v1::Line& line, const v1::VendorPrice& pricing,
                  const Fraction& cost, const Decimal& price, Grounds& grounds,
                  v1::Explanation& parent) {
  if (line.has_exchange()) {
    grounds.Under(parent, v1::EXPLANATION_KIND_DEFINITION, ExchangeWords(line.exchange()),
                  line.exchange().position());
  }
  const Fraction exact = Calculated(pricing, cost);
  if (exact == Fraction(price)) return;
  const v1::Org& org = recorded.basis().org;
  const bool is_floor = !pricing.floor().empty() && price == DecimalOf(pricing.floor());
  if (is_floor && exact < Fraction(price)) {
    grounds.Under(parent, v1::EXPLANATION_KIND_ROUNDING,
                  absl::StrCat(PriceText(FractionWords(exact), recorded.currency()),
                               ", raised to the least price of ",
                               PriceText(pricing.floor(), recorded.currency())));
    return;
  }
  grounds.Under(parent, v1::EXPLANATION_KIND_ROUNDING,
                RoundedWords(exact, PriceWords(price.ToString(), recorded.currency()),
                             recorded.currency(), org),
                PositionOf(org.etag()));
}

// The end of the last line of the same period and plan.
absl::Time EndOfPart(const Recorded& recorded) {
  const v1::DraftContent& content = recorded.basis().draft.content();
  const v1::Line& line = recorded.line();
  absl::Time end = recorded.Instants().end;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& other = rated.line();
    const bool is_of_part = PlanLineOf(other) == PlanLineOf(line) && other.part() == line.part() &&
                            other.plan_effective_from() == line.plan_effective_from() &&
                            recorded.PeriodDays().contains(ServiceDays(content, other).start);
    if (is_of_part && other.has_service()) {
      end = std::max(end, FromProto(other.service().end()));
    }
  }
  return end;
}

// The instants whose counts and whose costs price a line.
struct PricedBy {
  Span counts;
  Span costs;
};

PricedBy PricedSpans(const Recorded& recorded, const v1::Line& line, const BilledPart& part) {
  const absl::TimeZone& zone = recorded.basis().month.zone;
  const bool is_changed = line.part() == v1::LINE_PART_CHANGED;
  const bool at_once = part.line.vendor().sync() == v1::VENDOR_SYNC_IMMEDIATE;
  const absl::Time end_of_day = SpanOf({part.days.start, part.days.start + 1}, zone).end;
  const absl::Time start =
      is_changed || IsChangeInside(recorded) ? part.period.start : part.span.start;
  if (is_changed) {
    const absl::Time priced_at = at_once ? end_of_day : start;
    return {{end_of_day, end_of_day}, {priced_at, priced_at}};
  }
  if (IsInAdvance(part.line)) return {{start, start}, {start, start}};
  // Each cost of a part is a line of its own, and the first prices the days before it, too.
  const absl::Time end = at_once ? EndOfPart(recorded) : part.span.end;
  return {{start, part.span.end}, {start, end}};
}

// The price for what is left of the period, rounded.
Fraction PriceForShare(const Recorded& recorded, const Fraction& price) {
  v1::Line of_change;
  if (const auto share = ShareOfChange(recorded)) *of_change.mutable_share() = *share;
  const auto money = RoundToMoney(price * ShareOf(of_change), recorded.currency(),
                                  FromProto(recorded.basis().org.rounding()));
  return money ? MajorUnits(*money) : price;
}

// The price and the count that it followed, found again in the books; nothing if it is not what
// the line says.
std::optional<UnitPrice> PriceBehind(const Recorded& recorded, const v1::Line& line) {
  const RatedAgain rated(recorded.basis());
  const DaySpan days = recorded.Days();
  const DaySpan period = recorded.PeriodDays();
  const BilledPart part{.plan = recorded.plan(),
                        .line = recorded.plan_line(),
                        .period_days = period,
                        .period = SpanOfDays(rated.input(), PlanLineOf(line), period),
                        .days = days,
                        .span = recorded.Instants(),
                        .share = {},
                        .line_since = days.start};
  const PricedBy by = PricedSpans(recorded, line, part);
  Counted counted;
  if (part.line.has_counted()) {
    const absl::TimeZone& zone = recorded.basis().month.zone;
    const DaySpan counted_days{LocalDate(by.counts.start, zone), LocalDate(by.counts.end, zone)};
    counted = CountFor(rated.input(), part.line.counted(), counted_days, by.counts);
  }
  const UnitPrice found = PricesOf(rated.input(), part, counted, by.costs).front();
  if (!found.price || !found.cost) return std::nullopt;
  Fraction price(*found.price);
  if (IsChangeInside(recorded)) price = PriceForShare(recorded, price);
  if (price != FractionOf(line.unit_price())) return std::nullopt;
  return found;
}

// The price as the line alone says it.
void AddUnknownCost(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent) {
  const std::string& source_id = recorded.plan_line().counted().source_id();
  const bool has_price = FractionOf(line.unit_price()) != Fraction();
  v1::Explanation& price = grounds.Under(
      parent, kPrice,
      has_price ? absl::StrCat(PriceText(line.unit_price(), recorded.currency()),
                               " each: it follows ", source_id, "'s cost, ",
                               PricingText(recorded.plan_line().vendor(), recorded.currency()))
                : NoVendorPriceWords(source_id, recorded.currency(), line.has_evidence()));
  AddPlan(recorded, grounds, price);
}

}  // namespace

void AddVendorPrice(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                    v1::Explanation& parent) {
  const std::optional<UnitPrice> found = PriceBehind(recorded, line);
  if (!found) return AddUnknownCost(recorded, line, grounds, parent);

  const v1::VendorPrice& pricing = recorded.plan_line().vendor();
  const v1::Observation& seen = found->cost->observation();
  // Of several sources with a cost, the one that has this count.
  std::string source_id = recorded.plan_line().counted().source_id();
  const Basis& basis = recorded.basis();
  for (const v1::CountSource& other : recorded.plan_line().counted().others()) {
    const auto known = basis.books->counts.Find(basis.org_id, other.source_id(), seen.account(),
                                                other.meter(), seen.observed_at());
    if (known && known->position() == found->cost->position()) source_id = other.source_id();
  }
  v1::Explanation& price =
      grounds.Under(parent, kPrice,
                    CostPriceWords(found->price->ToString(), recorded.currency(), source_id, seen,
                                   found->exchange, pricing, basis.month.zone));
  AddCount(basis, source_id, *found->cost, grounds, price);
  v1::Line priced = line;
  priced.clear_exchange();
  if (found->exchange) *priced.mutable_exchange() = *found->exchange;
  AddHowItCame(recorded, priced, pricing, *found->cost_in_currency, *found->price, grounds, price);
  AddPlan(recorded, grounds, price);
}

void AddPassedOn(const Recorded& recorded, const v1::Line& line, Grounds& grounds,
                 v1::Explanation& parent) {
  const auto charge =
      line.entries().empty() ? std::nullopt : FindCharge(recorded.basis(), line.entries(0));
  const v1::VendorPrice& pricing = recorded.plan_line().vendor();
  if (!charge) return;
  const bool is_unknown = charge->cost_currency() != recorded.currency() && !line.has_exchange();
  if (is_unknown) {
    grounds.Under(parent, kPrice,
                  absl::StrCat(PriceText(line.unit_price(), recorded.currency()),
                               " each: no exchange rate was known for the cost of ",
                               PriceText(charge->unit_cost(), charge->cost_currency())));
    return;
  }
  v1::Explanation& price =
      grounds.Under(parent, kPrice,
                    PassedOnWords(line.unit_price(), recorded.currency(), charge->unit_cost(),
                                  charge->cost_currency(), ExchangeOf(line), pricing),
                    line.entries(0).position());
  AddHowItCame(recorded, line, pricing, CostIn(line, charge->unit_cost()),
               DecimalOf(line.unit_price()), grounds, price);
  AddPlan(recorded, grounds, price);
}

}  // namespace tally
