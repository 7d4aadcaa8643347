#include "ledger/explain/price_words.h"

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// `, 11.90 USD at 1.1`; empty if there is no exchange.
std::string ConvertedText(absl::string_view unit_cost,
                          const std::optional<v1::ExchangeUse>& exchange) {
  if (!exchange) return "";
  const Fraction converted = FractionOf(unit_cost) * FractionOf(exchange->rate());
  return absl::StrCat(", ", PriceText(FractionWords(converted), exchange->to_currency()), " at ",
                      exchange->rate());
}

std::string ModeText(v1::TierMode mode) {
  switch (mode) {
    case v1::TIER_MODE_VOLUME:
      return "all units at the price of the tier that they reach";
    case v1::TIER_MODE_PACKAGE:
      return "blocks, of which a started one counts whole";
    default:
      return "each unit at the price of its tier";
  }
}

}  // namespace

std::string PriceText(absl::string_view price, absl::string_view currency) {
  return absl::StrCat(PriceWords(price, currency), " ", currency);
}

std::string PricingText(const v1::VendorPrice& price, absl::string_view currency) {
  const std::string floor =
      price.floor().empty() ? ""
                            : absl::StrCat(", but at least ", PriceText(price.floor(), currency));
  if (!price.margin_percent().empty()) {
    return absl::StrCat("so that ", price.margin_percent(), "% of the price is left", floor);
  }
  const bool is_as_it_is = FractionOf(price.markup_percent()) == Fraction();
  if (is_as_it_is) return absl::StrCat("as it is", floor);
  return absl::StrCat("plus ", price.markup_percent(), "%", floor);
}

std::string SyncText(v1::VendorSync sync) {
  switch (sync) {
    case v1::VENDOR_SYNC_NEXT_PERIOD:
      return "; a new cost takes effect with the next period";
    case v1::VENDOR_SYNC_IMMEDIATE:
      return "; a new cost takes effect on its day";
    case v1::VENDOR_SYNC_HOLD:
      return "; the cost of the plan's first day stands";
    default:
      return "";
  }
}

std::string CostPriceWords(absl::string_view price, absl::string_view currency,
                           absl::string_view source_id, const v1::Observation& seen,
                           const std::optional<v1::ExchangeUse>& exchange,
                           const v1::VendorPrice& pricing, const absl::TimeZone& zone) {
  return absl::StrCat(PriceText(price, currency), " each: ", source_id, "'s cost of ",
                      PriceText(seen.unit_cost(), seen.cost_currency()), " as of ",
                      InstantWords(FromProto(seen.observed_at()), zone),
                      ConvertedText(seen.unit_cost(), exchange), ", ",
                      PricingText(pricing, currency), SyncText(pricing.sync()));
}

std::string PassedOnWords(absl::string_view price, absl::string_view currency,
                          absl::string_view unit_cost, absl::string_view cost_currency,
                          const std::optional<v1::ExchangeUse>& exchange,
                          const v1::VendorPrice& pricing) {
  return absl::StrCat(PriceText(price, currency), " each: the cost of ",
                      PriceText(unit_cost, cost_currency), ConvertedText(unit_cost, exchange), ", ",
                      PricingText(pricing, currency));
}

std::string ExchangeWords(const v1::ExchangeUse& exchange) {
  return absl::StrCat("1 ", exchange.from_currency(), " is ", exchange.rate(), " ",
                      exchange.to_currency(), " from ", DayWords(exchange.date()), " on, says ",
                      exchange.source());
}

std::string TieredPriceWords(const v1::Line& line, v1::TierMode mode) {
  return absl::StrCat(PriceText(line.unit_price(), line.amount().currency()),
                      " each on average: ", ModeText(mode));
}

std::string TierWords(const v1::Line& line, int index) {
  const v1::TierCharge& tier = line.tiers(index);
  const std::string& currency = line.amount().currency();
  const Fraction quantity = QuantityInTier(line, index);
  const Fraction amount = quantity * FractionOf(tier.unit_price()) + FractionOf(tier.flat_fee());
  const bool has_fee = FractionOf(tier.flat_fee()) != Fraction();
  const std::string blocks =
      tier.block_size().empty() ? "" : absl::StrCat(" blocks of ", tier.block_size());
  return absl::StrCat(FractionWords(quantity), blocks, " × ",
                      PriceWords(tier.unit_price(), currency), has_fee ? " + " : "",
                      has_fee ? PriceWords(tier.flat_fee(), currency) : "", " = ",
                      PriceText(FractionWords(amount), currency));
}

std::string BilledBeforeWords(const v1::Accumulated& accumulated) {
  return absl::StrCat("less ", AmountWords(accumulated.amount_before()), " that was billed for ",
                      accumulated.billed_before(), " before");
}

std::string MarginWords(const v1::Line& line, absl::string_view guard_percent) {
  const std::string& currency = line.amount().currency();
  const Fraction price = FractionOf(line.unit_price());
  const Fraction left = price - FractionOf(line.unit_cost());
  const Fraction guard = price * FractionOf(guard_percent) / Fraction(100);
  return absl::StrCat("The vendor charges ", PriceText(line.unit_cost(), currency),
                      " each, which leaves ", PriceText(FractionWords(left), currency),
                      " of the price; at least ", guard_percent, "% of it, ",
                      PriceText(FractionWords(guard), currency), ", should be left",
                      left < guard ? ", so it was flagged" : "");
}

}  // namespace tally
