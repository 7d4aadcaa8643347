#include "ledger/money/fraction.h"

#include <gmpxx.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tally {
namespace {

const mpz_class kLimit = mpz_class(1) << 127;

// The same number twice: as a Fraction, and as an oracle without limits.
struct Number {
  Fraction fraction;
  mpq_class exact;
};

mpz_class Exact(__int128 whole) {
  return mpz_class(static_cast<int64_t>(whole >> 64)) * (mpz_class(1) << 64) +
         mpz_class(static_cast<uint64_t>(whole));
}

mpq_class Exact(const Fraction& fraction) {
  return mpq_class(Exact(fraction.numerator())) / Exact(fraction.denominator());
}

bool Fits(const mpq_class& exact) {
  return abs(exact.get_num()) < kLimit && exact.get_den() < kLimit;
}

// Any whole number, small ones as often as large ones.
rc::Gen<int64_t> AnyWhole() {
  return rc::gen::oneOf(rc::gen::inRange<int64_t>(-100, 100), rc::gen::arbitrary<int64_t>(),
                        rc::gen::map(rc::gen::inRange(0, 19), PowerOfTen));
}

Number Ratio(int64_t a, int64_t b, int64_t c, int64_t d) {
  const Fraction fraction = Fraction(a) * Fraction(b) / Fraction(c) / Fraction(d);
  return {fraction, mpq_class(mpz_class(a) * b) / c / d};
}

// Any number whose parts have up to 126 bits, in lowest terms or not.
rc::Gen<Number> AnyNumber() {
  const auto divisor = rc::gen::nonZero<int64_t>();
  return rc::gen::apply(Ratio, AnyWhole(), AnyWhole(), divisor, divisor);
}

Number Half(int64_t whole) { return Ratio(whole, 1, 2, 1); }

TEST(Fraction, Calculates) {
  const Fraction half = Half(1).fraction;
  const Fraction third = Fraction(1) / Fraction(3);
  EXPECT_EQ(half + third, Fraction(5) / Fraction(6));
  EXPECT_EQ(half - third, Fraction(1) / Fraction(6));
  EXPECT_EQ(half * third, Fraction(1) / Fraction(6));
  EXPECT_EQ(half / third, Fraction(3) / Fraction(2));
  EXPECT_EQ(half / -third, Fraction(-3) / Fraction(2));
  EXPECT_EQ(Fraction(*Decimal::Parse("-0.125")), Fraction(-1) / Fraction(8));
  EXPECT_EQ(Fraction(), Fraction(0));
}

TEST(Fraction, IsOrdered) {
  const Fraction third = Fraction(1) / Fraction(3);
  EXPECT_LT(third, Half(1).fraction);
  EXPECT_GT(-third, -Half(1).fraction);
  EXPECT_EQ(third, Fraction(2) / Fraction(6));
  EXPECT_NE(third, Fraction(*Decimal::Parse("0.333333333333")));
}

TEST(Fraction, GoesOutOfRangeAndStaysThere) {
  const Fraction vast = Fraction(INT64_MAX) * Fraction(INT64_MAX);
  const Fraction out_of_range[] = {
      Fraction::OutOfRange(),    Fraction(1) / Fraction(0),
      Fraction(0) / Fraction(0), vast * Fraction(4),
      vast + vast + vast,        -vast - vast - vast,
      Fraction(1) / vast / vast, Fraction(INT64_MIN) * Fraction(INT64_MIN) * Fraction(-2),
  };
  for (const Fraction& lost : out_of_range) {
    EXPECT_FALSE(lost.in_range());
    for (const Fraction& other : {Fraction(), Fraction(1), vast, Fraction(1) / vast, lost}) {
      EXPECT_FALSE((lost + other).in_range());
      EXPECT_FALSE((other - lost).in_range());
      EXPECT_FALSE((lost * other).in_range());
      EXPECT_FALSE((other * lost).in_range());
      EXPECT_FALSE((lost / other).in_range());
      EXPECT_FALSE((other / lost).in_range());
      EXPECT_EQ(lost <=> other, std::partial_ordering::unordered);
      EXPECT_FALSE(lost == other);
    }
    EXPECT_FALSE((-lost).in_range());
  }
}

TEST(Fraction, TakesLowestTermsBeforeItGivesUp) {
  const Fraction vast = Fraction(INT64_MAX) * Fraction(INT64_MAX);
  EXPECT_EQ(vast / Fraction(6) * Fraction(6), vast);
  EXPECT_EQ(Fraction(1) / vast + Fraction(1) / vast, Fraction(2) / vast);
  Fraction product(1);
  for (int64_t i = 1; i <= 1000; ++i) product = product * Fraction(i + 1) / Fraction(i);
  EXPECT_EQ(product, Fraction(1001));
}

RC_GTEST_PROP(Fraction, MultipliesExactlyOrSaysSo, ()) {
  const Number left = *AnyNumber();
  const Number right = *AnyNumber();
  const Fraction product = left.fraction * right.fraction;
  const mpq_class exact = left.exact * right.exact;
  RC_CLASSIFY(!Fits(exact), "out of range");
  RC_ASSERT(product.in_range() == Fits(exact));
  if (product.in_range()) RC_ASSERT(Exact(product) == exact);
}

RC_GTEST_PROP(Fraction, DividesExactlyOrSaysSo, ()) {
  const Number left = *AnyNumber();
  const Number right = *AnyNumber();
  const Fraction quotient = left.fraction / right.fraction;
  if (right.exact == 0) {
    RC_ASSERT(!quotient.in_range());
    return;
  }
  const mpq_class exact = left.exact / right.exact;
  RC_CLASSIFY(!Fits(exact), "out of range");
  RC_ASSERT(quotient.in_range() == Fits(exact));
  if (quotient.in_range()) RC_ASSERT(Exact(quotient) == exact);
}

RC_GTEST_PROP(Fraction, AddsAndSubtractsExactlyOrSaysSo, ()) {
  const Number left = *AnyNumber();
  const Number right = *AnyNumber();
  const Fraction sum = left.fraction + right.fraction;
  const Fraction difference = left.fraction - right.fraction;
  RC_CLASSIFY(!sum.in_range(), "out of range");
  if (sum.in_range()) RC_ASSERT(Exact(sum) == left.exact + right.exact);
  if (difference.in_range()) RC_ASSERT(Exact(difference) == left.exact - right.exact);

  // What fits is found: over the least common denominator, before anything cancels.
  const mpz_class shared = lcm(left.exact.get_den(), right.exact.get_den());
  const mpz_class a = left.exact.get_num() * (shared / left.exact.get_den());
  const mpz_class b = right.exact.get_num() * (shared / right.exact.get_den());
  if (shared < kLimit && abs(a) + abs(b) < kLimit) RC_ASSERT(sum.in_range());
}

RC_GTEST_PROP(Fraction, DecimalsAreExact, ()) {
  const int64_t limit = PowerOfTen(Decimal::kMaxDigits);
  const int64_t coefficient = *rc::gen::inRange<int64_t>(-limit + 1, limit);
  const int places = *rc::gen::inRange(0, Decimal::kMaxPlaces + 1);
  const Fraction fraction(*Decimal::FromParts(coefficient, places));
  RC_ASSERT(Exact(fraction) == mpq_class(coefficient) / PowerOfTen(places));
}

RC_GTEST_PROP(Fraction, IsOrderedExactly, ()) {
  const Number left = *AnyNumber();
  const Number right = *rc::gen::oneOf(AnyNumber(), rc::gen::just(left));
  RC_ASSERT((left.fraction < right.fraction) == (left.exact < right.exact));
  RC_ASSERT((left.fraction > right.fraction) == (left.exact > right.exact));
  RC_ASSERT((left.fraction == right.fraction) == (left.exact == right.exact));
}

// Numbers with the same continued fraction but for its end are as close as fractions can be.
RC_GTEST_PROP(Fraction, IsOrderedExactlyBetweenNeighbours, ()) {
  const auto digits =
      *rc::gen::container<std::vector<int64_t>>(12, rc::gen::inRange<int64_t>(1, 1000));
  Fraction left(1);
  Fraction right(2);
  for (const int64_t digit : digits) {
    left = Fraction(digit) + Fraction(1) / left;
    right = Fraction(digit) + Fraction(1) / right;
  }
  RC_ASSERT(left.in_range());
  RC_ASSERT(right.in_range());
  RC_ASSERT((left < right) == (Exact(left) < Exact(right)));
  RC_ASSERT((left > right) == (Exact(left) > Exact(right)));
  RC_ASSERT(left == left);
}

RC_GTEST_PROP(Fraction, ChainsStayExact, ()) {
  Number number = *AnyNumber();
  for (const auto& [operation, a, b] :
       *rc::gen::container<std::vector<std::tuple<int, int64_t, int64_t>>>(
           rc::gen::tuple(rc::gen::inRange(0, 4), AnyWhole(), rc::gen::inRange<int64_t>(1, 366)))) {
    const Number other = Ratio(a, 1, b, 1);
    if (operation == 0) number = {number.fraction + other.fraction, number.exact + other.exact};
    if (operation == 1) number = {number.fraction - other.fraction, number.exact - other.exact};
    if (operation == 2) number = {number.fraction * other.fraction, number.exact * other.exact};
    if (operation == 3 && a != 0) {
      number = {number.fraction / other.fraction, number.exact / other.exact};
    }
    if (!number.fraction.in_range()) return;
    RC_ASSERT(Exact(number.fraction) == number.exact);
  }
}

}  // namespace
}  // namespace tally
