#include "ledger/rating/tiers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "ledger/money/decimal.h"

namespace tally {
namespace {

Fraction Number(absl::string_view text) { return Fraction(*Decimal::Parse(text)); }

v1::TieredPrice Price(v1::TierMode mode, absl::string_view tiers) {
  v1::TieredPrice price;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(tiers), &price)) << tiers;
  price.set_mode(mode);
  return price;
}

// Each charge as `quantity x price + fee`, and `blocks of` where there are some.
std::string Words(const TierPrice& price) {
  std::string words;
  for (const v1::TierCharge& charge : price.charges) {
    absl::StrAppend(&words, words.empty() ? "" : "; ", charge.quantity(),
                    charge.block_size().empty() ? "" : " blocks of ", charge.block_size(), " x ",
                    charge.unit_price(), " + ", charge.flat_fee());
  }
  return words;
}

// What the charges come to as they are printed.
Fraction PrintedSum(const TierPrice& price) {
  Fraction sum;
  for (const v1::TierCharge& charge : price.charges) {
    sum = sum + Number(charge.quantity()) * Number(charge.unit_price()) + Number(charge.flat_fee());
  }
  return sum;
}

struct Row {
  const char* quantity;
  const char* amount;
  const char* charges;
};

void Check(const v1::TieredPrice& price, const std::vector<Row>& rows) {
  for (const auto& [quantity, amount, charges] : rows) {
    const TierPrice result = PriceOf(price, Number(quantity));
    EXPECT_EQ(result.amount, Number(amount)) << quantity;
    EXPECT_EQ(Words(result), charges) << quantity;
    EXPECT_EQ(PrintedSum(result), result.amount) << quantity;
  }
}

// U01 of the worked examples.
TEST(PriceOf, GraduatedPricesEachUnitByItsOwnTier) {
  const v1::TieredPrice price = Price(v1::TIER_MODE_GRADUATED, R"(
    tiers { up_to: "5" flat_fee: "100" }
    tiers { up_to: "10" flat_fee: "50" }
    tiers { up_to: "15" unit_price: "5" }
    tiers { unit_price: "1.00" })");
  Check(price, {
                   {"22", "182", "5 x 0 + 100; 5 x 0 + 50; 5 x 5 + 0; 7 x 1 + 0"},
                   {"12", "160", "5 x 0 + 100; 5 x 0 + 50; 2 x 5 + 0"},
                   {"10.5", "152.5", "5 x 0 + 100; 5 x 0 + 50; 0.5 x 5 + 0"},
                   {"10", "150", "5 x 0 + 100; 5 x 0 + 50"},
                   {"5.000001", "150", "5 x 0 + 100; 0.000001 x 0 + 50"},
                   {"5", "100", "5 x 0 + 100"},
                   {"0.25", "100", "0.25 x 0 + 100"},
                   {"0", "0", ""},
               });
}

// U04 of the worked examples.
TEST(PriceOf, VolumePricesAllUnitsByOneTier) {
  const char* tiers = R"(
    tiers { up_to: "1000" unit_price: "0.10" flat_fee: "3" }
    tiers { up_to: "10000" unit_price: "0.05" }
    tiers { unit_price: "0.01" flat_fee: "7" })";
  Check(Price(v1::TIER_MODE_VOLUME, tiers), {
                                                {"15000", "157", "15000 x 0.01 + 7"},
                                                {"10000.5", "107.005", "10000.5 x 0.01 + 7"},
                                                {"10000", "500", "10000 x 0.05 + 0"},
                                                {"1001", "50.05", "1001 x 0.05 + 0"},
                                                {"1000", "103", "1000 x 0.1 + 3"},
                                                {"0.5", "3.05", "0.5 x 0.1 + 3"},
                                                {"0", "0", ""},
                                            });
  Check(Price(v1::TIER_MODE_GRADUATED, tiers),
        {{"15000", "610", "1000 x 0.1 + 3; 9000 x 0.05 + 0; 5000 x 0.01 + 7"}});

  const char* without_fees = R"(
    tiers { up_to: "1000" unit_price: "0.10" }
    tiers { up_to: "10000" unit_price: "0.05" }
    tiers { unit_price: "0.01" })";
  EXPECT_EQ(PriceOf(Price(v1::TIER_MODE_GRADUATED, without_fees), Number("15000")).amount,
            Number("600"));
  EXPECT_EQ(PriceOf(Price(v1::TIER_MODE_VOLUME, without_fees), Number("15000")).amount,
            Number("150"));
}

// U06 of the worked examples.
TEST(PriceOf, PackageRoundsBlocksUp) {
  Check(Price(v1::TIER_MODE_PACKAGE, R"(
          tiers { up_to: "1000" unit_price: "1" block_size: "100" }
          tiers { unit_price: "1" block_size: "1000" flat_fee: "0.50" })"),
        {
            {"5325", "15.5", "10 blocks of 100 x 1 + 0; 5 blocks of 1000 x 1 + 0.5"},
            {"2000", "11.5", "10 blocks of 100 x 1 + 0; 1 blocks of 1000 x 1 + 0.5"},
            {"1000.000001", "11.5", "10 blocks of 100 x 1 + 0; 1 blocks of 1000 x 1 + 0.5"},
            {"1000", "10", "10 blocks of 100 x 1 + 0"},
            {"901", "10", "10 blocks of 100 x 1 + 0"},
            {"900", "9", "9 blocks of 100 x 1 + 0"},
            {"0.1", "1", "1 blocks of 100 x 1 + 0"},
            {"0", "0", ""},
        });
  const v1::TieredPrice one_tier =
      Price(v1::TIER_MODE_PACKAGE, R"(tiers { unit_price: "1.00" block_size: "1000" })");
  Check(one_tier, {
                      {"4500", "5", "5 blocks of 1000 x 1 + 0"},
                      {"5000", "5", "5 blocks of 1000 x 1 + 0"},
                      {"5000.5", "6", "6 blocks of 1000 x 1 + 0"},
                  });
  // The third block of the first tier is cut off by its end, and costs as much.
  Check(Price(v1::TIER_MODE_PACKAGE, R"(
          tiers { up_to: "250" unit_price: "2" block_size: "100" }
          tiers { unit_price: "3" block_size: "0.5" })"),
        {{"251", "12", "3 blocks of 100 x 2 + 0; 2 blocks of 0.5 x 3 + 0"}});
}

TEST(PriceOf, IsExactWhereThePrintIsNot) {
  const Fraction seat_days = Fraction(529) / Fraction(30);
  const v1::TieredPrice price =
      Price(v1::TIER_MODE_GRADUATED, R"(tiers { up_to: "10" unit_price: "12.50" }
                                        tiers { unit_price: "9" })");
  const TierPrice result = PriceOf(price, seat_days);
  EXPECT_EQ(result.amount, Number("125") + Fraction(229) / Fraction(30) * Fraction(9));
  EXPECT_EQ(Words(result), "10 x 12.5 + 0; 7.633333 x 9 + 0");
  EXPECT_EQ(Words(PriceOf(price, Fraction(5) / Fraction(3))), "1.666667 x 12.5 + 0");
}

TEST(PriceOf, ForgetsNoUnitBeyondTheLastTier) {
  const char* tiers =
      R"(tiers { up_to: "10" unit_price: "2" } tiers { up_to: "20" unit_price: "1" })";
  Check(Price(v1::TIER_MODE_GRADUATED, tiers), {{"25", "35", "10 x 2 + 0; 15 x 1 + 0"}});
  Check(Price(v1::TIER_MODE_VOLUME, tiers), {{"25", "25", "25 x 1 + 0"}});
}

TEST(PriceOf, EntersNoTierThatHoldsNothing) {
  Check(Price(v1::TIER_MODE_GRADUATED,
              R"(tiers { up_to: "0" flat_fee: "7" } tiers { unit_price: "1" })"),
        {{"3", "3", "3 x 1 + 0"}});
}

TEST(PriceOf, IsOutOfRangeIfAFigureIs) {
  const auto amount = [](v1::TierMode mode, absl::string_view tier, const Fraction& quantity) {
    return PriceOf(Price(mode, tier), quantity).amount;
  };
  const char* unit = R"(tiers { unit_price: "1" flat_fee: "1" block_size: "0.000001" })";
  const char* two = R"(tiers { up_to: "1" unit_price: "1" } tiers { unit_price: "1" })";
  const char* no_block = R"(tiers { unit_price: "1" })";
  const Fraction huge(INT64_MAX);
  EXPECT_FALSE(amount(v1::TIER_MODE_GRADUATED, unit, Fraction::OutOfRange()).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_GRADUATED, unit, huge).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_GRADUATED, two, huge).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_VOLUME, unit, huge).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_PACKAGE, unit, huge).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_PACKAGE, unit, huge * huge).in_range());
  EXPECT_FALSE(amount(v1::TIER_MODE_PACKAGE, no_block, Fraction(1)).in_range());
  EXPECT_TRUE(amount(v1::TIER_MODE_PACKAGE, unit, Fraction(1'000)).in_range());
}

// Any number from `min` up to `max`, and not mostly small ones.
template <typename T>
rc::Gen<T> Within(T min, T max) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max));
}

// Ends, in whole units, that rise; prices and fees that are sometimes none; blocks that fill their
// tier, or do not.
v1::TieredPrice AnyPrice(v1::TierMode mode) {
  v1::TieredPrice price;
  price.set_mode(mode);
  const auto figure = rc::gen::map(Within<int64_t>(-2000, 8000), [](int64_t units) {
    return units < 0 ? std::string() : Decimal::FromParts(units, 3)->ToString();
  });
  const int tiers = *Within(1, 6);
  int end = 0;
  for (int i = 0; i < tiers; ++i) {
    v1::Tier& tier = *price.add_tiers();
    end += *Within(1, 20);
    if (i < tiers - 1) tier.set_up_to(std::to_string(end));
    tier.set_unit_price(*figure);
    tier.set_flat_fee(*figure);
    if (mode == v1::TIER_MODE_PACKAGE) {
      tier.set_block_size(std::to_string(*Within(1, 12)));
    }
  }
  return price;
}

Fraction FigureOf(const std::string& text) { return text.empty() ? Fraction() : Number(text); }

// The tier that the `nth` of the parts of a unit is in, counted from 1.
const v1::Tier& TierOf(const v1::TieredPrice& price, int nth, int parts) {
  for (const v1::Tier& tier : price.tiers()) {
    if (tier.up_to().empty() || nth <= std::stoi(tier.up_to()) * parts) return tier;
  }
  return *price.tiers().rbegin();
}

// Graduated or in packages, part by part of each unit: a fee where a tier starts, and for packages
// a block where one does.
Fraction SumOfParts(const v1::TieredPrice& price, int quantity, int parts) {
  Fraction sum;
  int entered_at = 0;
  for (int nth = 1; nth <= quantity; ++nth) {
    const v1::Tier& tier = TierOf(price, nth, parts);
    if (nth == 1 || &tier != &TierOf(price, nth - 1, parts)) {
      sum = sum + FigureOf(tier.flat_fee());
      entered_at = nth;
    }
    if (tier.block_size().empty()) {
      sum = sum + FigureOf(tier.unit_price()) / Fraction(parts);
    } else if ((nth - entered_at) % (std::stoi(tier.block_size()) * parts) == 0) {
      sum = sum + FigureOf(tier.unit_price());
    }
  }
  return sum;
}

RC_GTEST_PROP(PriceOf, IsTheSumOverEachUnit, ()) {
  const v1::TieredPrice price =
      AnyPrice(*rc::gen::element(v1::TIER_MODE_GRADUATED, v1::TIER_MODE_PACKAGE));
  const int parts = *rc::gen::element(1, 1, 3, 8);
  const int quantity = *Within(0, 100 * parts);
  const TierPrice result = PriceOf(price, Fraction(quantity) / Fraction(parts));
  RC_ASSERT(result.amount == SumOfParts(price, quantity, parts));
  if (parts != 3 || price.mode() == v1::TIER_MODE_PACKAGE) {
    RC_ASSERT(PrintedSum(result) == result.amount);
  }
}

RC_GTEST_PROP(PriceOf, GraduatedHoldsEveryUnitOnce, ()) {
  const v1::TieredPrice price = AnyPrice(v1::TIER_MODE_GRADUATED);
  const Fraction quantity = Fraction(*Within(0, 100'000)) / Fraction(1000);
  Fraction units;
  for (const v1::TierCharge& charge : PriceOf(price, quantity).charges) {
    units = units + Number(charge.quantity());
  }
  RC_ASSERT(units == quantity);
}

RC_GTEST_PROP(PriceOf, NeverFallsAsTheQuantityRises, ()) {
  const v1::TieredPrice price =
      AnyPrice(*rc::gen::element(v1::TIER_MODE_GRADUATED, v1::TIER_MODE_PACKAGE));
  const int less = *Within(0, 700);
  const int more = *Within(less, 701);
  RC_ASSERT(PriceOf(price, Fraction(less) / Fraction(7)).amount <=
            PriceOf(price, Fraction(more) / Fraction(7)).amount);
}

RC_GTEST_PROP(PriceOf, VolumeIsTheTierOfTheQuantity, ()) {
  const v1::TieredPrice price = AnyPrice(v1::TIER_MODE_VOLUME);
  const int quantity = *Within(1, 300);
  const v1::Tier& tier = TierOf(price, quantity, 3);
  const Fraction units = Fraction(quantity) / Fraction(3);
  RC_ASSERT(PriceOf(price, units).amount ==
            units * FigureOf(tier.unit_price()) + FigureOf(tier.flat_fee()));
}

RC_GTEST_PROP(PriceOf, AgreesInEveryModeOnOneTier, ()) {
  v1::TieredPrice price = AnyPrice(v1::TIER_MODE_GRADUATED);
  price.mutable_tiers()->DeleteSubrange(0, price.tiers_size() - 1);
  const Fraction quantity(*Within(0, 1000));
  const TierPrice graduated = PriceOf(price, quantity);
  price.set_mode(v1::TIER_MODE_VOLUME);
  const TierPrice volume = PriceOf(price, quantity);
  price.set_mode(v1::TIER_MODE_PACKAGE);
  price.mutable_tiers(0)->set_block_size("1");
  const TierPrice package = PriceOf(price, quantity);
  RC_ASSERT(volume.amount == graduated.amount);
  RC_ASSERT(Words(volume) == Words(graduated));
  RC_ASSERT(package.amount == graduated.amount);
}

}  // namespace
}  // namespace tally
