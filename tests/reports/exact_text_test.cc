#include "ledger/reports/exact_text.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

Fraction Over(int64_t numerator, int64_t denominator) {
  return Fraction(numerator) / Fraction(denominator);
}

TEST(ExactText, IsADecimalWhereOneIsExact) {
  EXPECT_EQ(ExactText(Fraction()), "0");
  EXPECT_EQ(ExactText(Fraction(-12)), "-12");
  EXPECT_EQ(ExactText(Over(1, 8)), "0.125");
  EXPECT_EQ(ExactText(Over(-3005, 1000)), "-3.005");
  EXPECT_EQ(ExactText(Over(1, 1'000'000'000'000'000'000)), "0.000000000000000001");
}

TEST(ExactText, IsAFractionInLowestTermsWhereNoneIs) {
  EXPECT_EQ(ExactText(Over(-2, 600)), "-1/300");
  EXPECT_EQ(ExactText(Over(529, 30)), "529/30");
}

TEST(ExactText, IsEmptyOutOfRange) { EXPECT_EQ(ExactText(Fraction::OutOfRange()), ""); }

}  // namespace
}  // namespace tally
