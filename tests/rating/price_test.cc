#include "ledger/rating/price.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/rating/new_line.h"
#include "support/month.h"
#include "support/usage.h"

namespace tally {
namespace {

constexpr absl::CivilDay kDay(2026, 10, 15);

// Calls `use` with what a month of the customer is made from.
template <class Use>
auto WithInput(const Month& month, Use use) {
  const std::vector<v1::Plan> plans;
  const absl::TimeZone zone = absl::UTCTimeZone();
  return use(DraftInput{.org = month.org,
                        .customer = month.customer,
                        .plans = plans,
                        .month = month.month,
                        .zone = zone,
                        .span = MonthSpan(month.month, zone),
                        .today = kDay,
                        .facts = month.facts(),
                        .unmapped = {},
                        .previous = {},
                        .reviewed = {}});
}

std::string PriceOf(absl::string_view cost, const char* price, const char* currency = "USD") {
  Month month;
  month.customer.set_currency(currency);
  return WithInput(month, [&](const DraftInput& input) -> std::string {
    const auto priced = PriceOver(input, Parse<v1::VendorPrice>(price), FractionOf(cost));
    return priced ? priced->ToString() : "nothing";
  });
}

TEST(Price, U20MarkupIsNotMargin) {
  EXPECT_EQ(WithMarkup(Fraction(10), Fraction(20)), Fraction(12));
  EXPECT_EQ(WithMargin(Fraction(10), Fraction(20)), FractionOf("12.50"));
  EXPECT_EQ(PriceOf("10.00", "markup_percent: '20'"), "12");
  EXPECT_EQ(PriceOf("10.00", "margin_percent: '20'"), "12.5");
}

TEST(Price, IsRoundedToTheMinorUnitUnlessItStaysExact) {
  struct Row {
    const char* cost;
    const char* price;
    const char* currency;
    const char* result;
  };
  const Row rows[] = {
      {"10", "", "USD", "10"},
      {"10", "markup_percent: '0'", "USD", "10"},
      {"0", "margin_percent: '50'", "USD", "0"},
      {"10.005", "", "USD", "10.01"},
      {"10.005", "exact: true", "USD", "10.005"},
      {"11.5033", "markup_percent: '17.5'", "USD", "13.52"},
      {"11.5033", "markup_percent: '17.5' exact: true", "USD", "13.5163775"},
      {"100.4", "markup_percent: '10'", "JPY", "110"},
      {"1.0005", "", "KWD", "1.001"},
      // Thirds do not end: 10 / 0.7 = 14.2857142857142...
      {"10", "margin_percent: '30'", "USD", "14.29"},
      {"10", "margin_percent: '30' exact: true", "USD", "14.285714285714"},
      {"0.000000000002", "markup_percent: '25' exact: true", "USD", "0.000000000003"},
      // As many decimals as there is room for.
      {"100000000", "margin_percent: '30' exact: true", "USD", "142857142.857142857"},
      {"12345678.123", "markup_percent: '0' exact: true", "USD", "12345678.123"},
      {"1000000000", "markup_percent: '1000'", "USD", "11000000000"},
  };
  for (const auto& [cost, price, currency, result] : rows) {
    EXPECT_EQ(PriceOf(cost, price, currency), result) << cost << " " << price;
  }
}

TEST(Price, FollowsTheRoundingOfTheOrg) {
  Month month;
  month.org.set_rounding(v1::ROUNDING_HALF_EVEN);
  WithInput(month, [](const DraftInput& input) {
    EXPECT_EQ(PriceOver(input, {}, FractionOf("10.265")), DecimalOf("10.26"));
  });
}

TEST(Price, IsNeverBelowItsFloor) {
  EXPECT_EQ(PriceOf("10", "markup_percent: '20' floor: '12.00'"), "12");
  EXPECT_EQ(PriceOf("10", "markup_percent: '20' floor: '12.01'"), "12.01");
  EXPECT_EQ(PriceOf("10", "markup_percent: '20' floor: '11.99'"), "12");
  EXPECT_EQ(PriceOf("10", "margin_percent: '20' floor: '15' exact: true"), "15");
  // Rounding does not take a price below it.
  EXPECT_EQ(PriceOf("10.004", "floor: '10.004'"), "10.004");
}

TEST(Price, IsNothingIfItDoesNotFit) {
  EXPECT_EQ(PriceOf("1000000000", "margin_percent: '99.999999999'"), "nothing");
  Month month;
  WithInput(month, [](const DraftInput& input) {
    EXPECT_EQ(PriceOver(input, {}, Fraction::OutOfRange()), std::nullopt);
    EXPECT_EQ(PriceOver(input, Parse<v1::VendorPrice>("floor: '5'"), Fraction::OutOfRange()),
              std::nullopt);
  });
}

TEST(Convert, LeavesTheCustomersCurrencyAsItIs) {
  Month month;
  WithInput(month, [](const DraftInput& input) {
    const ConvertedCost converted = Convert(input, "10.005", "USD", kDay);
    EXPECT_EQ(converted.cost, FractionOf("10.005"));
    EXPECT_FALSE(converted.is_foreign);
    EXPECT_FALSE(converted.exchange);
  });
}

TEST(Convert, TakesTheLastRateUpToTheDay) {
  Month month;
  Usage usage(month);
  usage.Rate("EUR", "1.08", "2026-10-01");
  usage.Rate("EUR", "1.1", "2026-10-15");
  usage.Rate("EUR", "1.2", "2026-10-16");
  WithInput(month, [](const DraftInput& input) {
    const ConvertedCost converted = Convert(input, "12.50", "EUR", kDay);
    EXPECT_EQ(converted.cost, FractionOf("13.75"));
    EXPECT_TRUE(converted.is_foreign);
    ASSERT_TRUE(converted.exchange);
    EXPECT_TRUE(IsSame(Parse<v1::ExchangeUse>("from_currency: 'EUR' to_currency: 'USD' rate: '1.1' "
                                              "date: '2026-10-15' source: 'ECB' position: 2"),
                       *converted.exchange));
    EXPECT_EQ(Convert(input, "12.50", "EUR", kDay - 1).cost, FractionOf("13.5"));
  });
}

TEST(Convert, IsOutOfRangeWithoutARate) {
  Month month;
  Usage usage(month);
  usage.Rate("EUR", "1.1", "2026-10-16");
  WithInput(month, [](const DraftInput& input) {
    for (const char* currency : {"EUR", "GBP"}) {
      const ConvertedCost converted = Convert(input, "12.50", currency, kDay);
      EXPECT_FALSE(converted.cost.in_range());
      EXPECT_TRUE(converted.is_foreign);
      EXPECT_FALSE(converted.exchange);
    }
  });
}

rc::Gen<Fraction> AnyFraction(int64_t limit) {
  return rc::gen::map(rc::gen::inRange<int64_t>(0, limit),
                      [](int64_t thousandths) { return Fraction(thousandths) / Fraction(1000); });
}

// The margin is what is left of the price after the cost, the markup is what is added to the cost.
RC_GTEST_PROP(Price, MarkupAndMarginGiveTheCostBack, ()) {
  const Fraction cost = *AnyFraction(1'000'000'000);
  const Fraction percent = *AnyFraction(100'000);
  const Fraction hundred(100);
  RC_ASSERT(WithMarkup(cost, percent) - cost == cost * percent / hundred);
  const Fraction price = WithMargin(cost, percent);
  RC_ASSERT(price - cost == price * percent / hundred);
  RC_ASSERT(price >= WithMarkup(cost, percent));
}

}  // namespace
}  // namespace tally
