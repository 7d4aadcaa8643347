#include "projections/spread.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

v1::ExchangeUse Rate(const std::string& rate) {
  v1::ExchangeUse use;
  use.set_from_currency("USD");
  use.set_to_currency("GBP");
  use.set_rate(rate);
  return use;
}

std::vector<Share> SharesOf(const std::vector<int64_t>& cents) {
  std::vector<Share> shares;
  for (const int64_t each : cents) {
    shares.push_back({absl::StrCat("item", shares.size()), MakeMoney(each, "USD")});
  }
  return shares;
}

std::vector<int64_t> Spread(const std::vector<int64_t>& cents, int64_t whole,
                            const std::string& rate) {
  std::vector<int64_t> spread;
  for (const Share& share : InBooks(SharesOf(cents), MakeMoney(whole, "GBP"), Rate(rate))) {
    EXPECT_EQ(share.amount.currency(), "GBP");
    spread.push_back(share.amount.minor_units());
  }
  return spread;
}

using Cents = std::vector<int64_t>;

TEST(SpreadTest, PartsAddUpToTheWhole) {
  EXPECT_EQ(Spread({50'000}, 30'360, "0.6072"), Cents({30'360}));
  EXPECT_EQ(Spread({100, 100, 100}, 100, "0.3333"), Cents({33, 34, 33}));
  EXPECT_EQ(Spread({1, 1, 1, 1}, 2, "0.5"), Cents({1, 0, 1, 0}));
  EXPECT_EQ(Spread({}, 0, "0.5"), Cents());
}

TEST(SpreadTest, TheLastTakesWhatRoundingLeft) {
  EXPECT_EQ(Spread({100, 100}, 62, "0.3"), Cents({30, 32}));
}

// Lines that cancel out leave a net of next to nothing, but each is worth what it is.
TEST(SpreadTest, TheRateCountsAndNotTheShareOfTheNet) {
  EXPECT_EQ(Spread({100'000, -100'000}, 0, "0.6072"), Cents({60'720, -60'720}));
  EXPECT_EQ(Spread({100'001, -100'000}, 1, "0.6072"), Cents({60'721, -60'720}));
}

TEST(SpreadTest, WhatDoesNotFitIsLeftToTheLast) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Spread({kMost, kMost, -kMost}, 77, "2"), Cents({0, 0, 77}));
}

TEST(SpreadTest, AddsSharesOfASubject) {
  std::vector<Share> shares;
  AddShare(shares, "backup", MakeMoney(5, "USD"));
  AddShare(shares, "seat", MakeMoney(7, "USD"));
  AddShare(shares, "backup", MakeMoney(-2, "USD"));
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].subject, "backup");
  EXPECT_EQ(shares[0].amount.minor_units(), 3);
}

TEST(SpreadTest, ASumThatDoesNotFitIsTwoShares) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  std::vector<Share> shares;
  AddShare(shares, "backup", MakeMoney(kMost, "USD"));
  AddShare(shares, "backup", MakeMoney(kMost, "USD"));
  EXPECT_EQ(shares.size(), 2U);
}

}  // namespace
}  // namespace tally
