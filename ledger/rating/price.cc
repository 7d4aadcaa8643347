#include "ledger/rating/price.h"

#include <algorithm>

#include "ledger/money/currency.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

v1::ExchangeUse UseOf(const v1::RecordedExchangeRate& recorded) {
  v1::ExchangeUse use;
  use.set_from_currency(recorded.rate().from_currency());
  use.set_to_currency(recorded.rate().to_currency());
  use.set_rate(recorded.rate().rate());
  use.set_date(recorded.rate().date());
  use.set_source(recorded.rate().source());
  use.set_position(recorded.position());
  return use;
}

std::optional<Decimal> RoundTo(const Fraction& value, int places, RoundingMode mode) {
  const std::optional<int64_t> units = RoundToUnits(value, places, mode);
  if (!units) return std::nullopt;
  return Decimal::FromParts(*units, places);
}

// With as many decimals as a Decimal has room for; a price that has fewer stays as it is.
std::optional<Decimal> KeepExact(const Fraction& value, RoundingMode mode) {
  for (int places = Decimal::kMaxPlaces; places >= 0; --places) {
    if (const auto exact = RoundTo(value, places, mode)) return exact;
  }
  return std::nullopt;
}

}  // namespace

Fraction WithMarkup(const Fraction& cost, const Fraction& percent) {
  return cost * (Fraction(100) + percent) / Fraction(100);
}

Fraction WithMargin(const Fraction& cost, const Fraction& percent) {
  return cost * Fraction(100) / (Fraction(100) - percent);
}

ConvertedCost Convert(const DraftInput& input, absl::string_view unit_cost,
                      absl::string_view cost_currency, absl::CivilDay day) {
  const std::string& currency = CurrencyOf(input.org, input.customer);
  if (cost_currency == currency) return {.cost = FractionOf(unit_cost), .exchange = {}};

  ConvertedCost converted{.cost = Fraction::OutOfRange(), .is_foreign = true, .exchange = {}};
  const auto rate = input.facts.RateOn(cost_currency, currency, day);
  if (!rate) return converted;
  converted.cost = FractionOf(unit_cost) * FractionOf(rate->rate().rate());
  converted.exchange = UseOf(*rate);
  return converted;
}

std::optional<Decimal> PriceOver(const DraftInput& input, const v1::VendorPrice& price,
                                 const Fraction& cost) {
  const Fraction calculated = price.margin_percent().empty()
                                  ? WithMarkup(cost, FractionOf(price.markup_percent()))
                                  : WithMargin(cost, FractionOf(price.margin_percent()));
  const RoundingMode mode = FromProto(input.org.rounding());
  const int digits = MinorUnitDigits(CurrencyOf(input.org, input.customer)).value_or(0);
  const auto rounded =
      price.exact() ? KeepExact(calculated, mode) : RoundTo(calculated, digits, mode);
  if (!rounded || price.floor().empty()) return rounded;
  // After rounding, which could take a price below a floor that has more decimals.
  return std::max(*rounded, DecimalOf(price.floor()));
}

}  // namespace tally
