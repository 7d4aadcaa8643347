#include "ledger/money/money.h"

#include <gmock/gmock.h>
#include <gmpxx.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "google/protobuf/util/message_differencer.h"

namespace tally {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;

constexpr const char* kCurrencies[] = {"JPY", "USD", "KWD", "CLF"};

bool Same(const std::optional<v1::Money>& left, const v1::Money& right) {
  return left && MessageDifferencer::Equals(*left, right);
}

TEST(Add, GivesTheExactSumOrNothing) {
  const v1::Money cent = MakeMoney(1, "EUR");
  EXPECT_TRUE(Same(Add(MakeMoney(1250, "EUR"), MakeMoney(-1300, "EUR")), MakeMoney(-50, "EUR")));
  EXPECT_TRUE(Same(Add(MakeMoney(INT64_MAX - 1, "EUR"), cent), MakeMoney(INT64_MAX, "EUR")));
  EXPECT_FALSE(Add(MakeMoney(INT64_MAX, "EUR"), cent));
  EXPECT_FALSE(Add(MakeMoney(1, "USD"), cent));
}

TEST(Subtract, GivesTheExactDifferenceOrNothing) {
  const v1::Money cent = MakeMoney(1, "EUR");
  EXPECT_TRUE(Same(Subtract(MakeMoney(1250, "EUR"), cent), MakeMoney(1249, "EUR")));
  EXPECT_TRUE(Same(Subtract(MakeMoney(INT64_MIN + 1, "EUR"), cent), MakeMoney(INT64_MIN, "EUR")));
  EXPECT_FALSE(Subtract(MakeMoney(INT64_MIN, "EUR"), cent));
  EXPECT_FALSE(Subtract(MakeMoney(0, "EUR"), MakeMoney(INT64_MIN, "EUR")));
  EXPECT_FALSE(Subtract(MakeMoney(1, "USD"), cent));
}

TEST(Sum, GivesTheExactSumOrNothing) {
  EXPECT_EQ(Sum({}), 0);
  EXPECT_EQ(Sum({1250, -300, 1}), 951);
  EXPECT_EQ(Sum({INT64_MAX, 1, -1}), INT64_MAX);
  EXPECT_EQ(Sum({INT64_MAX, 1}), std::nullopt);
  EXPECT_EQ(Sum({INT64_MIN, -1}), std::nullopt);
}

RC_GTEST_PROP(Sum, AgreesWithAWiderSum, ()) {
  const auto amounts = *rc::gen::arbitrary<std::vector<int64_t>>();
  const mpz_class exact = std::accumulate(amounts.begin(), amounts.end(), mpz_class(0));
  const bool fits = exact >= INT64_MIN && exact <= INT64_MAX;
  const std::optional<int64_t> sum = Sum(amounts);
  RC_ASSERT(sum.has_value() == fits);
  if (sum) RC_ASSERT(exact == *sum);
}

TEST(FormatAmount, HasTheDecimalsOfTheCurrency) {
  struct Row {
    int64_t minor_units;
    const char* currency;
    const char* text;
  };
  const Row rows[] = {
      {-123450, "EUR", "-1234.50"},
      {0, "EUR", "0.00"},
      {5, "EUR", "0.05"},
      {-5, "EUR", "-0.05"},
      {100, "EUR", "1.00"},
      {1001, "JPY", "1001"},
      {-1001, "JPY", "-1001"},
      {1001, "KWD", "1.001"},
      {1, "CLF", "0.0001"},
      {INT64_MAX, "EUR", "92233720368547758.07"},
      {INT64_MIN, "EUR", "-92233720368547758.08"},
      {7, "", "7"},
  };
  for (const auto& [minor_units, currency, text] : rows) {
    EXPECT_EQ(FormatAmount(MakeMoney(minor_units, currency)), text);
  }
}

TEST(ParseAmount, ReadsExactAmountsOnly) {
  struct Row {
    const char* text;
    const char* currency;
    std::optional<int64_t> minor_units;
  };
  const Row rows[] = {
      {"12.5", "EUR", 1250},
      {"12.50", "EUR", 1250},
      {"12", "EUR", 1200},
      {"-0.05", "EUR", -5},
      {"-0", "EUR", 0},
      {"1001", "JPY", 1001},
      {"0.0001", "CLF", 1},
      {"92233720368547758.07", "EUR", INT64_MAX},
      {"-92233720368547758.08", "EUR", INT64_MIN},
      {"92233720368547758.08", "EUR", std::nullopt},
      {"9223372036854775808", "JPY", std::nullopt},
      {"12.500", "EUR", std::nullopt},
      {"1.0", "JPY", std::nullopt},
      {"12.", "EUR", std::nullopt},
      {"012", "EUR", std::nullopt},
      {"+1", "EUR", std::nullopt},
      {"1,000", "EUR", std::nullopt},
      {"", "EUR", std::nullopt},
      {"12", "XXX", std::nullopt},
      {"12", "eur", std::nullopt},
  };
  for (const auto& [text, currency, minor_units] : rows) {
    const std::optional<v1::Money> money = ParseAmount(text, currency);
    ASSERT_EQ(money.has_value(), minor_units.has_value()) << text;
    if (!minor_units) continue;
    EXPECT_TRUE(Same(money, MakeMoney(*minor_units, currency))) << text;
  }
}

RC_GTEST_PROP(ParseAmount, ReadsWhatFormatAmountWrites, ()) {
  const char* currency =
      *rc::gen::elementOf(std::vector<const char*>(std::begin(kCurrencies), std::end(kCurrencies)));
  const v1::Money money = MakeMoney(*rc::gen::arbitrary<int64_t>(), currency);
  RC_ASSERT(Same(ParseAmount(FormatAmount(money), currency), money));
}

TEST(MajorUnits, IsExact) {
  EXPECT_EQ(MajorUnits(MakeMoney(-1250, "EUR")), Fraction(-25) / Fraction(2));
  EXPECT_EQ(MajorUnits(MakeMoney(1001, "JPY")), Fraction(1001));
  EXPECT_FALSE(MajorUnits(MakeMoney(1, "XXX")).in_range());
}

RC_GTEST_PROP(MajorUnits, RoundsBackToTheAmount, ()) {
  for (const char* currency : kCurrencies) {
    const v1::Money money = MakeMoney(*rc::gen::arbitrary<int64_t>(), currency);
    RC_ASSERT(Same(RoundToMoney(MajorUnits(money), currency, RoundingMode::kHalfEven), money));
  }
}

TEST(Allocate, GivesWhatIsLeftToTheLargestRemainders) {
  EXPECT_THAT(Allocate(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(Allocate(101, {1, 1, 1}), ElementsAre(34, 34, 33));
  EXPECT_THAT(Allocate(10, {1, 5, 1}), ElementsAre(2, 7, 1));
  EXPECT_THAT(Allocate(5, {0, 3, 0, 7}), ElementsAre(0, 2, 0, 3));
  EXPECT_THAT(Allocate(1000, {6833, 5750, 8500, 6833}), ElementsAre(245, 206, 304, 245));
  EXPECT_THAT(Allocate(INT64_MAX, {INT64_MAX, INT64_MAX}),
              ElementsAre(INT64_MAX / 2 + 1, INT64_MAX / 2));
  EXPECT_THAT(Allocate(0, {0, 0}), ElementsAre(0, 0));
  EXPECT_THAT(Allocate(0, {}), ElementsAre());
}

TEST(AllocateDeathTest, StopsAtWhatCannotAddUp) {
  EXPECT_DEATH(Allocate(1, {0, 0}), "");
  EXPECT_DEATH(Allocate(1, {}), "");
  EXPECT_DEATH(Allocate(-1, {1}), "");
  EXPECT_DEATH(Allocate(1, {2, -1}), "");
}

// Weights of which at least one is not zero.
rc::Gen<std::vector<int64_t>> AnyWeights() {
  const auto weight =
      rc::gen::oneOf(rc::gen::inRange<int64_t>(0, 5), rc::gen::nonNegative<int64_t>());
  return rc::gen::suchThat(rc::gen::container<std::vector<int64_t>>(weight), [](const auto& all) {
    return std::accumulate(all.begin(), all.end(), mpz_class(0)) > 0;
  });
}

RC_GTEST_PROP(Allocate, AddsUpInProportion, ()) {
  const std::vector<int64_t> weights = *AnyWeights();
  const mpz_class sum = std::accumulate(weights.begin(), weights.end(), mpz_class(0));
  const int64_t total = *rc::gen::nonNegative<int64_t>();
  const std::vector<int64_t> parts = Allocate(total, weights);

  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), mpz_class(0)) == total);
  RC_ASSERT(parts.size() == weights.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    // Less than one unit off.
    RC_ASSERT(abs(mpz_class(parts[i]) * sum - mpz_class(total) * weights[i]) < sum);
    if (total <= sum) RC_ASSERT(parts[i] <= weights[i]);
    // Of equal weights, the first gets no less.
    if (i > 0 && weights[i] == weights[i - 1]) RC_ASSERT(parts[i] <= parts[i - 1]);
  }
}

}  // namespace
}  // namespace tally
