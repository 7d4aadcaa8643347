#include "ledger/money/decimal.h"

#include <gmpxx.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tally {
namespace {

// Any decimal, also those at the limits.
rc::Gen<Decimal> AnyDecimal() {
  const int64_t limit = PowerOfTen(Decimal::kMaxDigits);
  return rc::gen::apply(
      [](int64_t coefficient, int places) { return *Decimal::FromParts(coefficient, places); },
      rc::gen::oneOf(rc::gen::inRange<int64_t>(-limit + 1, limit),
                     rc::gen::inRange<int64_t>(-1000, 1000)),
      rc::gen::inRange(0, Decimal::kMaxPlaces + 1));
}

mpq_class Exact(const Decimal& decimal) {
  return mpq_class(decimal.coefficient()) / PowerOfTen(decimal.places());
}

TEST(Decimal, ReadsAndWritesText) {
  struct Row {
    const char* text;
    const char* shortest;
  };
  const Row rows[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.00", "0"},
      {"7", "7"},
      {"12.50", "12.5"},
      {"-0.05", "-0.05"},
      {"100", "100"},
      {"100.010", "100.01"},
      {"0.00042", "0.00042"},
      {"0.000000000001", "0.000000000001"},
      {"999999999999999999", "999999999999999999"},
      {"-999999999999999999", "-999999999999999999"},
      {"999999.999999999999", "999999.999999999999"},
  };
  for (const auto& [text, shortest] : rows) {
    const std::optional<Decimal> decimal = Decimal::Parse(text);
    ASSERT_TRUE(decimal) << text;
    EXPECT_EQ(decimal->ToString(), shortest);
  }
}

TEST(Decimal, RefusesOtherText) {
  const absl::string_view texts[] = {
      "",
      "-",
      ".",
      "-.",
      "+1",
      "1.",
      ".5",
      "-.5",
      "007",
      "00",
      "-01",
      "00.5",
      "1e3",
      "1E3",
      "0x1",
      "1,000",
      "1 000",
      " 1",
      "1 ",
      "1\n",
      "--1",
      "1-",
      "1.2.3",
      "1.-2",
      "1.+2",
      "inf",
      "nan",
      "1'000",
      "\u0661",
      "1_0",
      "- 1",
      "1..2",
      // A digit or a decimal too many.
      "1000000000000000000",
      "0.0000000000000",
      "1.0000000000000",
      "1000000.000000000000",
      "99999999999999999999999999999999",
      absl::string_view("1\0", 2),
  };
  for (const absl::string_view text : texts) EXPECT_FALSE(Decimal::Parse(text)) << text;
}

TEST(Decimal, IsMadeOfPartsThatFit) {
  const int64_t limit = PowerOfTen(Decimal::kMaxDigits);
  EXPECT_EQ(Decimal::FromParts(125, 1), Decimal::Parse("12.5"));
  EXPECT_EQ(Decimal::FromParts(-12500, 3), Decimal::Parse("-12.5"));
  EXPECT_EQ(Decimal::FromParts(0, 12), Decimal());
  EXPECT_EQ(Decimal::FromParts(limit, 1), Decimal::FromParts(limit / 10, 0));
  EXPECT_FALSE(Decimal::FromParts(limit, 0));
  EXPECT_FALSE(Decimal::FromParts(-limit, 0));
  EXPECT_FALSE(Decimal::FromParts(INT64_MIN, 12));
  EXPECT_FALSE(Decimal::FromParts(1, 13));
  EXPECT_FALSE(Decimal::FromParts(1, -1));
}

TEST(Decimal, KnowsItsSign) {
  EXPECT_TRUE(Decimal().IsZero());
  EXPECT_FALSE(Decimal().IsNegative());
  EXPECT_TRUE(Decimal::Parse("-0.1")->IsNegative());
  EXPECT_FALSE(Decimal::Parse("-0.1")->IsZero());
}

RC_GTEST_PROP(Decimal, IsReadBackFromItsText, ()) {
  const Decimal decimal = *AnyDecimal();
  RC_ASSERT(Decimal::Parse(decimal.ToString()) == decimal);
}

RC_GTEST_PROP(Decimal, HasNoTrailingZeros, ()) {
  const Decimal decimal = *AnyDecimal();
  RC_ASSERT(decimal.places() == 0 || decimal.coefficient() % 10 != 0);
}

RC_GTEST_PROP(Decimal, IsOrderedExactly, ()) {
  const Decimal left = *AnyDecimal();
  const Decimal right = *rc::gen::oneOf(AnyDecimal(), rc::gen::just(left));
  RC_ASSERT((left < right) == (Exact(left) < Exact(right)));
  RC_ASSERT((left > right) == (Exact(left) > Exact(right)));
  RC_ASSERT((left == right) == (Exact(left) == Exact(right)));
}

}  // namespace
}  // namespace tally
