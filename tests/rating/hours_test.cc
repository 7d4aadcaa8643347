#include "ledger/rating/hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tally {
namespace {

absl::CivilDay PeriodStart(int period) { return absl::CivilDay(absl::CivilMonth(2026, period)); }

std::string Words(const Fraction& hours) {
  const Fraction whole = hours * Fraction(100);
  return std::to_string(static_cast<int64_t>(whole.numerator() / whole.denominator()));
}

// What a period with `work`, in hundredths of hours, comes to: used, included, rolled over, carried
// in, beyond and remaining, in hundredths.
std::string Use(HoursBalance& balance, HoursTerms terms, int64_t work) {
  const HoursUse use = balance.Use(terms, {{1, Fraction(work) / Fraction(100)}});
  return Words(use.used) + " of " + Words(use.included) + " + " + Words(use.rolled_over) + " - " +
         Words(use.carried_in) + ": " + Words(SumOf(use.beyond)) + " beyond, " +
         Words(use.remaining) + " left";
}

HoursTerms Terms(int period, int included, int roll_over_periods = 0, bool carries_on = false) {
  return {.period_start = PeriodStart(period),
          .included = Fraction(included),
          .is_for_part = false,
          .roll_over_periods = roll_over_periods,
          .carries_on = carries_on};
}

TEST(HoursBalance, WithoutAnythingIncludedAllIsBeyond) {
  HoursBalance balance;
  EXPECT_EQ(Use(balance, Terms(1, 0), 350), "350 of 0 + 0 - 0: 350 beyond, 0 left");
}

TEST(HoursBalance, ForgetsWhatDoesNotRollOver) {
  HoursBalance balance;
  EXPECT_EQ(Use(balance, Terms(1, 10), 300), "300 of 1000 + 0 - 0: 0 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(2, 10), 1275), "1275 of 1000 + 0 - 0: 275 beyond, 0 left");
}

TEST(HoursBalance, RollsOverTheOldestFirst) {
  HoursBalance balance;
  EXPECT_EQ(Use(balance, Terms(1, 10, 2), 400), "400 of 1000 + 0 - 0: 0 beyond, 600 left");
  EXPECT_EQ(Use(balance, Terms(2, 10, 2), 500), "500 of 1000 + 600 - 0: 0 beyond, 1100 left");
  // One hour is left of the first period, and it is lost after the third.
  EXPECT_EQ(Use(balance, Terms(3, 10, 2), 0), "0 of 1000 + 1100 - 0: 0 beyond, 2000 left");
  EXPECT_EQ(Use(balance, Terms(4, 10, 2), 3100), "3100 of 1000 + 2000 - 0: 100 beyond, 0 left");
}

TEST(HoursBalance, TakesWhatWasBeyondOfTheNextPeriodFirst) {
  HoursBalance balance;
  EXPECT_EQ(Use(balance, Terms(1, 10, 0, true), 1200), "1200 of 1000 + 0 - 0: 200 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(2, 10, 0, true), 900), "900 of 1000 + 0 - 200: 100 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(3, 0, 0, true), 50), "50 of 0 + 0 - 100: 150 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(4, 10, 0, true), 850), "850 of 1000 + 0 - 150: 0 beyond, 0 left");
}

TEST(HoursBalance, SaysWhichEntriesAreBeyond) {
  HoursBalance balance;
  const HoursUse first =
      balance.Use(Terms(1, 10, 0, true), {{7, Fraction(8)}, {3, Fraction(5)}, {9, Fraction(1)}});
  ASSERT_EQ(first.beyond.size(), 2U);
  EXPECT_EQ(first.beyond[0].entry, 3U);
  EXPECT_EQ(first.beyond[0].hours, Fraction(3));
  EXPECT_EQ(first.beyond[1].entry, 9U);
  EXPECT_EQ(first.beyond[1].hours, Fraction(1));

  const HoursUse second = balance.Use(Terms(2, 3), {{4, Fraction(1)}});
  ASSERT_EQ(second.beyond.size(), 2U);
  EXPECT_EQ(second.beyond[0].entry, 9U);
  EXPECT_EQ(second.beyond[1].entry, 4U);
}

TEST(HoursBalance, IncludesAPeriodsHoursOnceForAllItsParts) {
  HoursBalance balance;
  EXPECT_EQ(Use(balance, Terms(1, 10), 400), "400 of 1000 + 0 - 0: 0 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(1, 10), 500), "500 of 0 + 600 - 0: 0 beyond, 0 left");
  // From here on the plan includes more.
  EXPECT_EQ(Use(balance, Terms(1, 12), 500), "500 of 200 + 100 - 0: 200 beyond, 0 left");
  // And now less.
  EXPECT_EQ(Use(balance, Terms(1, 5), 100), "100 of 0 + 0 - 0: 100 beyond, 0 left");
  EXPECT_EQ(Use(balance, Terms(2, 5), 100), "100 of 500 + 0 - 0: 0 beyond, 0 left");
}

TEST(HoursBalance, IncludesHoursOfEachPartWherePartsHaveTheirOwn) {
  HoursBalance balance;
  HoursTerms half = Terms(1, 5, 1);
  half.is_for_part = true;
  EXPECT_EQ(Use(balance, half, 200), "200 of 500 + 0 - 0: 0 beyond, 300 left");
  EXPECT_EQ(Use(balance, half, 700), "700 of 500 + 300 - 0: 0 beyond, 100 left");
  EXPECT_EQ(Use(balance, Terms(2, 0, 0), 200), "200 of 0 + 100 - 0: 100 beyond, 0 left");
}

// One period of a random line.
struct Drawn {
  int included;
  int roll_over_periods;
  bool carries_on;
  std::vector<int> work;
};

// Any number of the range, alike; the generator itself prefers small ones.
int Draw(int from, int to) {
  constexpr int kAll = 100;
  return *rc::gen::resize(kAll, rc::gen::inRange(from, to));
}

std::vector<Drawn> DrawPeriods() {
  std::vector<Drawn> periods(static_cast<size_t>(Draw(1, 13)));
  for (Drawn& drawn : periods) {
    drawn = {.included = Draw(0, 20),
             .roll_over_periods = Draw(0, 4),
             .carries_on = Draw(0, 4) == 0,
             .work = std::vector<int>(static_cast<size_t>(Draw(0, 5)))};
    for (int& hours : drawn.work) hours = Draw(1, 9);
  }
  return periods;
}

HoursUse UseDrawn(HoursBalance& balance, int period, const Drawn& drawn) {
  std::vector<EntryHours> work;
  for (const int hours : drawn.work) work.push_back({work.size(), Fraction(hours)});
  return balance.Use(Terms(period, drawn.included, drawn.roll_over_periods, drawn.carries_on),
                     work);
}

// Nothing is used twice or forgotten from one period to the next.
RC_GTEST_PROP(HoursBalance, BalancesPeriodByPeriod, ()) {
  HoursBalance balance;
  Fraction left;
  Fraction carried;
  int period = 0;
  for (const Drawn& drawn : DrawPeriods()) {
    const HoursUse use = UseDrawn(balance, ++period, drawn);
    const Fraction beyond = SumOf(use.beyond);
    const Fraction covered = use.used + use.carried_in - beyond;
    RC_ASSERT(use.rolled_over == left);
    RC_ASSERT(use.carried_in == carried);
    RC_ASSERT(covered >= Fraction());
    RC_ASSERT(use.remaining >= Fraction());
    // What is neither used nor left is lost, and nothing is beyond while something is there.
    const Fraction lost = use.included + use.rolled_over - covered - use.remaining;
    RC_ASSERT(lost >= Fraction());
    RC_ASSERT(beyond == Fraction() || lost + use.remaining == Fraction());
    left = use.remaining;
    carried = drawn.carries_on ? beyond : Fraction();
  }
}

// A reference that counts hour by hour: each is taken of the first period that has one left.
RC_GTEST_PROP(HoursBalance, IsAsIfEachHourWereCounted, ()) {
  const std::vector<Drawn> periods = DrawPeriods();
  std::vector<int> left;
  int carried = 0;
  HoursBalance balance;
  for (size_t now = 0; now < periods.size(); ++now) {
    left.push_back(periods[now].included);
    int beyond = 0;
    int work = carried;
    for (const int hours : periods[now].work) work += hours;
    for (; work > 0; --work) {
      size_t from = 0;
      while (from <= now && (left[from] == 0 ||
                             from + static_cast<size_t>(periods[from].roll_over_periods) < now)) {
        ++from;
      }
      if (from <= now) {
        --left[from];
      } else {
        ++beyond;
      }
    }
    carried = periods[now].carries_on ? beyond : 0;
    const HoursUse use = UseDrawn(balance, static_cast<int>(now) + 1, periods[now]);
    RC_ASSERT(SumOf(use.beyond) == Fraction(beyond));
  }
}

}  // namespace
}  // namespace tally
