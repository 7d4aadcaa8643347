#include "ledger/receivables/base_share.h"

#include <gtest/gtest.h>

#include "ledger/money/money.h"

namespace tally {
namespace {

int64_t Share(int64_t part, int64_t left, int64_t left_base,
              RoundingMode mode = RoundingMode::kHalfAwayFromZero) {
  const v1::Money share =
      BaseShare(MakeMoney(part, "USD"), MakeMoney(left, "USD"), MakeMoney(left_base, "GBP"), mode);
  EXPECT_EQ(share.currency(), "GBP");
  return share.minor_units();
}

TEST(BaseShare, IsInProportionAndRoundedOnce) {
  EXPECT_EQ(Share(50, 100, 60), 30);
  EXPECT_EQ(Share(1, 3, 100), 33);
  EXPECT_EQ(Share(2, 3, 100), 67);
  EXPECT_EQ(Share(1, 2, 61), 31);
  EXPECT_EQ(Share(1, 2, 61, RoundingMode::kDown), 30);
  EXPECT_EQ(Share(0, 0, 0), 0);
  EXPECT_EQ(Share(0, 7, 5), 0);
}

TEST(BaseShare, OfTheLastIsAllThatIsLeft) {
  EXPECT_EQ(Share(7, 7, 5), 5);
  // Nothing is worth a unit that a conversion left over.
  EXPECT_EQ(Share(0, 0, 1), 1);
}

TEST(BaseShare, IsExactForTheLargestAmounts) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Share(kMost - 1, kMost, kMost), kMost - 1);
}

TEST(BaseShare, PartsAddUpHoweverTheyAreTaken) {
  int64_t left = 50'000;
  int64_t left_base = 30'360;
  int64_t sum = 0;
  for (const int64_t part : {1, 9'999, 3, 33'333, 6'664}) {
    const int64_t share = Share(part, left, left_base);
    sum += share;
    left -= part;
    left_base -= share;
  }
  EXPECT_EQ(left, 0);
  EXPECT_EQ(left_base, 0);
  EXPECT_EQ(sum, 30'360);
}

}  // namespace
}  // namespace tally
