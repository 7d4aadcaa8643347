#include "ledger/money/rounding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/money/money.h"

namespace tally {
namespace {

constexpr RoundingMode kAway = RoundingMode::kHalfAwayFromZero;
constexpr RoundingMode kEven = RoundingMode::kHalfEven;
constexpr RoundingMode kDown = RoundingMode::kDown;
constexpr RoundingMode kUp = RoundingMode::kUp;

Fraction Number(absl::string_view text) { return Fraction(*Decimal::Parse(text)); }

rc::Gen<RoundingMode> AnyMode() { return rc::gen::element(kAway, kEven, kDown, kUp); }

rc::Gen<RoundingMode> AnyNearest() { return rc::gen::element(kAway, kEven); }

rc::Gen<Fraction> AnyNumber() {
  return rc::gen::apply(
      [](int64_t numerator, int64_t denominator) {
        return Fraction(numerator) / Fraction(denominator);
      },
      rc::gen::inRange<int64_t>(-PowerOfTen(15), PowerOfTen(15)),
      rc::gen::oneOf(rc::gen::inRange<int64_t>(1, 400), rc::gen::inRange(int64_t{1}, INT64_MAX)));
}

TEST(FromProto, HalfAwayFromZeroIsTheDefault) {
  EXPECT_EQ(FromProto(v1::ROUNDING_UNSPECIFIED), kAway);
  EXPECT_EQ(FromProto(v1::ROUNDING_HALF_AWAY_FROM_ZERO), kAway);
  EXPECT_EQ(FromProto(v1::ROUNDING_HALF_EVEN), kEven);
  EXPECT_EQ(FromProto(v1::ROUNDING_DOWN), kDown);
  EXPECT_EQ(FromProto(v1::ROUNDING_UP), kUp);
}

TEST(RoundToUnits, RoundsToTheNearest) {
  struct Row {
    const char* value;
    int digits;
    RoundingMode mode;
    int64_t units;
  };
  const Row rows[] = {
      {"0", 2, kAway, 0},
      {"0.004", 2, kAway, 0},
      {"-0.004", 2, kAway, 0},
      {"0.006", 2, kEven, 1},
      {"0.5", 0, kAway, 1},
      {"-0.5", 0, kAway, -1},
      {"0.5", 0, kEven, 0},
      {"-0.5", 0, kEven, 0},
      {"1.5", 0, kEven, 2},
      {"-1.5", 0, kEven, -2},
      {"2.5", 0, kEven, 2},
      {"2.5", 0, kAway, 3},
      {"2.500000000001", 0, kEven, 3},
      {"2.499999999999", 0, kAway, 2},
      {"12.5", 12, kAway, 12'500'000'000'000},
  };
  for (const auto& [value, digits, mode, units] : rows) {
    EXPECT_EQ(RoundToUnits(Number(value), digits, mode), units) << value;
  }
}

TEST(RoundToUnits, RoundsDownAndUp) {
  struct Row {
    const char* value;
    int64_t down;
    int64_t up;
  };
  const Row rows[] = {
      {"0", 0, 0},     {"0.001", 0, 1},     {"-0.001", 0, -1},    {"0.5", 0, 1},
      {"-0.5", 0, -1}, {"1.999", 1, 2},     {"-1.999", -1, -2},   {"3", 3, 3},
      {"-3", -3, -3},  {"316.5", 316, 317}, {"142.08", 142, 143}, {"466.2", 466, 467},
  };
  for (const auto& [value, down, up] : rows) {
    EXPECT_EQ(RoundToUnits(Number(value), 0, kDown), down) << value;
    EXPECT_EQ(RoundToUnits(Number(value), 0, kUp), up) << value;
  }
}

TEST(RoundToUnits, GivesNothingThatDoesNotFit) {
  const Fraction largest(INT64_MAX);
  const Fraction half = Fraction(1) / Fraction(2);
  EXPECT_EQ(RoundToUnits(largest, 0, kAway), INT64_MAX);
  EXPECT_EQ(RoundToUnits(Fraction(INT64_MIN), 0, kAway), INT64_MIN);
  EXPECT_EQ(RoundToUnits(Fraction(INT64_MIN) - half, 0, kEven), INT64_MIN);
  EXPECT_EQ(RoundToUnits(Fraction(INT64_MIN) - half, 0, kAway), std::nullopt);
  EXPECT_EQ(RoundToUnits(largest + half, 0, kAway), std::nullopt);
  EXPECT_EQ(RoundToUnits(largest, 1, kAway), std::nullopt);
  EXPECT_EQ(RoundToUnits(largest * largest, 12, kAway), std::nullopt);
  EXPECT_EQ(RoundToUnits(Fraction::OutOfRange(), 2, kAway), std::nullopt);
  EXPECT_EQ(RoundToUnits(largest + half, 0, kDown), INT64_MAX);
  EXPECT_EQ(RoundToUnits(largest + half, 0, kUp), std::nullopt);
}

// R01, R03 and R04 of the worked examples.
TEST(RoundToMoney, WorkedExamples) {
  struct Row {
    const char* value;
    const char* currency;
    RoundingMode mode;
    const char* amount;
  };
  const Row rows[] = {
      {"10.275", "USD", kAway, "10.28"},   {"-10.275", "USD", kAway, "-10.28"},
      {"10.265", "USD", kEven, "10.26"},   {"10.265", "USD", kAway, "10.27"},
      {"1000.5", "JPY", kAway, "1001"},    {"1.0005", "KWD", kAway, "1.001"},
      {"0.00005", "CLF", kAway, "0.0001"}, {"-1000.5", "JPY", kAway, "-1001"},
      {"-1.0005", "KWD", kAway, "-1.001"}, {"-0.00005", "CLF", kAway, "-0.0001"},
  };
  for (const auto& [value, currency, mode, amount] : rows) {
    const std::optional<v1::Money> money = RoundToMoney(Number(value), currency, mode);
    ASSERT_TRUE(money) << value;
    EXPECT_EQ(FormatAmount(*money), amount);
    EXPECT_EQ(money->currency(), currency);
  }

  const Fraction line = Number("1234567") * Number("0.00042");
  EXPECT_EQ(line, Number("518.51814"));
  EXPECT_EQ(FormatAmount(*RoundToMoney(line, "USD", kAway)), "518.52");
}

TEST(RoundToMoney, NeedsACurrency) {
  EXPECT_FALSE(RoundToMoney(Fraction(1), "XXX", kAway));
  EXPECT_FALSE(RoundToMoney(Fraction(1), "", kAway));
  EXPECT_FALSE(RoundToMoney(Fraction(INT64_MAX), "USD", kAway));
}

RC_GTEST_PROP(RoundToUnits, IsSymmetric, ()) {
  const Fraction value = *AnyNumber();
  const int digits = *rc::gen::inRange(0, 4);
  const RoundingMode mode = *AnyMode();
  RC_ASSERT(*RoundToUnits(-value, digits, mode) == -*RoundToUnits(value, digits, mode));
}

RC_GTEST_PROP(RoundToUnits, IsAtMostHalfAUnitOff, ()) {
  const Fraction value = *AnyNumber();
  const int digits = *rc::gen::inRange(0, 4);
  const int64_t units = *RoundToUnits(value, digits, *AnyNearest());
  const Fraction off = Fraction(units) - value * Fraction(PowerOfTen(digits));
  RC_ASSERT(off.in_range());
  RC_ASSERT(off <= Fraction(1) / Fraction(2));
  RC_ASSERT(off >= Fraction(-1) / Fraction(2));
}

RC_GTEST_PROP(RoundToUnits, DownIsNeverMoreAndUpNeverLessByAWholeUnit, ()) {
  const Fraction value = *AnyNumber();
  const Fraction size = value < Fraction() ? -value : value;
  const Fraction down(*RoundToUnits(size, 0, kDown));
  const Fraction up(*RoundToUnits(size, 0, kUp));
  RC_ASSERT(down <= size);
  RC_ASSERT(size - down < Fraction(1));
  RC_ASSERT(up >= size);
  RC_ASSERT(up - size < Fraction(1));
}

RC_GTEST_PROP(RoundToUnits, SendsHalvesWhereTheModeSays, ()) {
  const int digits = *rc::gen::inRange(0, 4);
  const int64_t below = *rc::gen::inRange<int64_t>(0, PowerOfTen(15));
  const Fraction half = Fraction(2 * below + 1) / Fraction(2) / Fraction(PowerOfTen(digits));
  RC_ASSERT(RoundToUnits(half, digits, kAway) == below + 1);
  RC_ASSERT(RoundToUnits(half, digits, kEven) == below + below % 2);
}

RC_GTEST_PROP(RoundToUnits, LeavesWholeUnitsAlone, ()) {
  const int64_t units = *rc::gen::arbitrary<int64_t>();
  const int digits = *rc::gen::inRange(0, 13);
  const Fraction value = Fraction(units) / Fraction(PowerOfTen(digits));
  RC_ASSERT(RoundToUnits(value, digits, *AnyMode()) == units);
}

}  // namespace
}  // namespace tally
