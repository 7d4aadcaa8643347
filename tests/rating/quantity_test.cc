#include "ledger/rating/quantity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rating/counting.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Rule {
  const char* name;
  const char* expected;
};

void Expect(const Counting& counting, const std::vector<Rule>& rules) {
  for (const auto& [name, expected] : rules) {
    EXPECT_EQ(InWords(counting.For(absl::StrCat("QUANTITY_RULE_", name))), expected) << name;
  }
}

// U15 of the worked examples: 17 seats, 18 from the 12th, 16 from the 24th.
TEST(CountFor, BillsByTheRule) {
  Counting counting;
  counting.See("2026-08-30T10:00:00Z", "12");
  counting.See("2026-08-31T20:00:00Z", "17");
  counting.See("2026-09-12T00:00:00Z", "18");
  counting.See("2026-09-24T00:00:00Z", "16");
  counting.See("2026-10-01T00:00:00Z", "99");
  Expect(counting, {{"PERIOD_START", "17 [2]"},
                    {"PERIOD_END", "16 [4]"},
                    {"PEAK", "18 [3]"},
                    {"AVERAGE", "103/6 [2 3 4]"},
                    {"SEAT_DAYS", "103/6 [2 3 4]"},
                    {"PER_CHANGE", "17 [2], +1 on 12 [3], -2 on 24 [4]"},
                    {"SUM", "34 [3 4]"},
                    {"RUNNING_TOTAL", "16 [4]"}});
  EXPECT_EQ(counting.For("QUANTITY_RULE_PERIOD_START").last->position(), 4U);
}

// P11 of the worked examples: an 18th seat on the 12th, and the day counts for it.
TEST(CountFor, CountsTheDayOfAChangeForTheNewCount) {
  Counting counting;
  counting.See("2026-08-31T20:00:00Z", "17");
  counting.See("2026-09-12T16:30:00Z", "18");
  Expect(counting, {{"SEAT_DAYS", "529/30 [1 2]"}, {"PER_CHANGE", "17 [1], +1 on 12 [2]"}});
}

// P12 of the worked examples: three seats on the 22nd of a month of 31 days.
TEST(CountFor, CountsTheDaysThatAreLeft) {
  Counting counting;
  counting.days = DaysOf(absl::CivilMonth(2026, 10));
  counting.See("2026-10-22T09:00:00Z", "3");
  Expect(counting, {{"SEAT_DAYS", "30/31 [1]"}, {"PER_CHANGE", "0 [], +3 on 22 [1]"}});
}

TEST(CountFor, HasNothingWhereNothingWasEverCounted) {
  Counting counting;
  counting.See("2026-10-01T00:00:00Z", "9");
  counting.See("2026-09-05T00:00:00Z", "9", "S1", "meter: 'SEATS'");
  counting.See("2026-09-05T00:00:00Z", "9", "S9");
  for (const char* rule : {"PERIOD_START", "PERIOD_END", "PEAK", "AVERAGE", "SEAT_DAYS",
                           "PER_CHANGE", "SUM", "RUNNING_TOTAL"}) {
    const Counted counted = counting.For(absl::StrCat("QUANTITY_RULE_", rule));
    EXPECT_EQ(InWords(counted), "nothing") << rule;
    EXPECT_FALSE(counted.last) << rule;
    EXPECT_EQ(counted.billed.source_id(), "shop") << rule;
    EXPECT_THAT(counted.drifts, IsEmpty()) << rule;
  }
}

TEST(CountFor, GoesOnAsItBeganWhereNothingWasCountedInside) {
  Counting counting;
  counting.See("2020-01-01T00:00:00Z", "50");
  counting.See("2026-07-30T00:00:00Z", "9");
  Expect(counting, {{"PERIOD_START", "9 [2]"},
                    {"PERIOD_END", "9 [2]"},
                    {"PEAK", "9 [2]"},
                    {"AVERAGE", "9 [2]"},
                    {"SEAT_DAYS", "9 [2]"},
                    {"PER_CHANGE", "9 [2]"},
                    {"SUM", "0 []"},
                    {"RUNNING_TOTAL", "0 []"}});
}

// For the start the first count inside stands; what is measured over time was nothing before it.
TEST(CountFor, HadNothingBeforeTheFirstCount) {
  Counting counting;
  counting.See("2026-09-16T00:00:00Z", "6");
  counting.See("2026-09-21T00:00:00Z", "3");
  Expect(counting, {{"PERIOD_START", "6 [1]"},
                    {"PEAK", "6 [1]"},
                    {"AVERAGE", "2 [1 2]"},
                    {"SEAT_DAYS", "2 [1 2]"},
                    {"PER_CHANGE", "0 [], +6 on 16 [1], -3 on 21 [2]"}});
}

TEST(CountFor, TakesTheLastCountOfADay) {
  Counting counting;
  counting.See("2026-09-11T00:00:00Z", "10");
  counting.See("2026-09-11T06:00:00Z", "40");
  counting.See("2026-09-11T23:59:59.999Z", "20");
  counting.See("2026-09-21T12:00:00Z", "70");
  counting.See("2026-09-21T13:00:00Z", "20");
  Expect(counting, {{"PEAK", "70 [4]"},
                    {"SEAT_DAYS", "40/3 [3 5]"},
                    {"PER_CHANGE", "0 [], +20 on 11 [3]"},
                    {"SUM", "160 [1 2 3 4 5]"}});
}

// The two halves of an hour on a day of a month of 720 hours.
TEST(CountFor, WeighsAnAverageBySeconds) {
  Counting counting;
  counting.See("2026-08-20T00:00:00Z", "1");
  counting.See("2026-09-11T00:00:00Z", "721");
  counting.See("2026-09-11T00:30:00Z", "1441");
  counting.See("2026-09-11T01:00:00Z", "1");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_AVERAGE")), "5/2 [1 2 3 4]");
}

// A count stands from the second in which it was made, and one that was replaced in the same second
// never did.
TEST(CountFor, AveragesOverWholeSeconds) {
  Counting counting;
  counting.See("2026-09-16T00:00:00.25Z", "5");
  counting.See("2026-09-16T00:00:00.75Z", "4");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_AVERAGE")), "2 [2]");
}

TEST(CountFor, ComparesNumbersAndNotTexts) {
  Counting counting;
  counting.See("2026-09-05T00:00:00Z", "9.5");
  counting.See("2026-09-06T00:00:00Z", "10");
  counting.See("2026-09-07T00:00:00Z", "10");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PEAK")), "10 [2]");
}

// Half-open: the first instant is inside, the first of the next month is not.
TEST(CountFor, TakesWhatTheSpanHolds) {
  Counting counting;
  counting.See("2026-08-31T23:59:59.999999999Z", "1");
  counting.See("2026-09-01T00:00:00Z", "2");
  counting.See("2026-09-30T23:59:59.999999999Z", "3");
  counting.See("2026-10-01T00:00:00Z", "4");
  Expect(counting, {{"PERIOD_START", "1 [1]"},
                    {"PERIOD_END", "3 [3]"},
                    {"PEAK", "3 [3]"},
                    {"SEAT_DAYS", "61/30 [2 3]"},
                    {"PER_CHANGE", "1 [1], +1 on 1 [2], +1 on 30 [3]"},
                    {"SUM", "5 [2 3]"}});
}

// D06 and D07 of the worked examples: November 2024 in New York has 721 hours.
TEST(CountFor, BoundsDaysInTheZone) {
  Counting counting("America/New_York");
  counting.days = DaysOf(absl::CivilMonth(2024, 11));
  counting.See("2024-11-01T03:59:59.999Z", "1");
  counting.See("2024-11-01T04:00:00Z", "722");
  counting.See("2024-11-04T04:59:59Z", "2");
  counting.See("2024-12-01T04:59:59.999Z", "3");
  counting.See("2024-12-01T05:00:00Z", "4");
  Expect(counting, {{"PERIOD_START", "1 [1]"},
                    {"PERIOD_END", "3 [4]"},
                    {"SEAT_DAYS", "1501/30 [2 3 4]"},
                    {"PER_CHANGE", "1 [1], +721 on 1 [2], -720 on 3 [3], +1 on 30 [4]"}});
}

// Samoa left out 30 December 2011: its days are still 31, and it stands as the day before.
TEST(CountFor, CountsADayThatTheZoneLeftOut) {
  Counting counting("Pacific/Apia");
  counting.days = DaysOf(absl::CivilMonth(2011, 12));
  counting.See("2011-11-01T00:00:00Z", "31");
  counting.See("2011-12-30T10:00:00Z", "62");
  Expect(counting, {{"SEAT_DAYS", "32 [1 2]"}, {"PER_CHANGE", "31 [1], +31 on 31 [2]"}});
}

// A part that starts later than its days do in its zone, because another zone ended the one before.
TEST(CountFor, KeepsToTheSpanThatItIsGiven) {
  Counting counting;
  counting.See("2026-09-01T05:00:00Z", "7");
  counting.See("2026-09-30T23:00:00Z", "9");
  const Span span{InstantOf("2026-09-01T06:00:00Z"), InstantOf("2026-09-30T22:00:00Z")};
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_SEAT_DAYS", "", span)), "7 [1]");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PER_CHANGE", "", span)), "7 [1]");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PERIOD_END", "", span)), "7 [1]");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_SUM", "", span)), "0 []");
}

TEST(CountFor, HasInAnEmptySpanWhatStandsAtItsStart) {
  Counting counting;
  counting.See("2026-08-31T00:00:00Z", "7");
  counting.See("2026-09-01T00:00:00Z", "8");
  counting.days.end = counting.days.start;
  for (const char* rule :
       {"PERIOD_START", "PERIOD_END", "PEAK", "AVERAGE", "SEAT_DAYS", "PER_CHANGE"}) {
    EXPECT_EQ(InWords(counting.For(absl::StrCat("QUANTITY_RULE_", rule))), "7 [1]") << rule;
  }
}

TEST(CountFor, AddsUpTheAccountsOfTheCustomer) {
  Counting counting;
  counting.See("2026-08-20T00:00:00Z", "10");
  counting.See("2026-08-21T00:00:00Z", "5", "S2");
  counting.See("2026-09-11T00:00:00Z", "4", "S2");
  counting.See("2026-09-21T00:00:00Z", "12", "S2");
  counting.See("2026-09-21T00:00:00Z", "1");
  counting.See("2026-09-26T00:00:00Z", "2");
  counting.See("2026-09-26T10:00:00Z", "13", "S2");
  Expect(counting, {{"PERIOD_START", "15 [1 2]"},
                    {"PERIOD_END", "15 [6 7]"},
                    // On the 21st both change at once: never were there 22.
                    {"PEAK", "15 [1 2]"},
                    {"AVERAGE", "1031/72 [1 2 3 5 4 6 7]"},
                    {"SEAT_DAYS", "43/3 [1 2 3 5 4 6 7]"},
                    {"PER_CHANGE", "15 [1 2], -1 on 11 [3], -1 on 21 [5 4], +2 on 26 [6 7]"},
                    {"SUM", "32 [3 5 4 6 7]"},
                    {"RUNNING_TOTAL", "15 [6 7]"}});
  EXPECT_EQ(counting.For("QUANTITY_RULE_PERIOD_END").last->position(), 6U);
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PERIOD_END", "accounts: 'S2'")), "13 [7]");
  EXPECT_EQ(InWords(counting.For("QUANTITY_RULE_PERIOD_END", "accounts: 'S9'")), "nothing");
}

TEST(CountFor, DropsChangesThatCancelOutBetweenAccounts) {
  Counting counting;
  counting.See("2026-08-20T00:00:00Z", "10");
  counting.See("2026-09-11T00:00:00Z", "9");
  counting.See("2026-09-11T08:00:00Z", "1", "S2");
  Expect(counting, {{"PER_CHANGE", "10 [1]"}, {"SEAT_DAYS", "10 [1 2 3]"}});
}

std::string Drifts(const Counted& counted) {
  std::string text = absl::StrCat(counted.billed.source_id(), " ", InWords(counted));
  for (const v1::Drift& drift : counted.drifts) {
    absl::StrAppend(&text, "; ", drift.evidence().source_id(), " ", drift.evidence().meter(), " ",
                    drift.quantity(), " (", drift.difference(), ") [", drift.evidence().position(),
                    "]");
  }
  return text;
}

// X13 of the worked examples: 20 seats authorised, the distributor reports 18, the directory 19.
TEST(CountFor, BillsTheFirstSourceAndShowsHowFarTheOthersDrift) {
  Counting counting;
  counting.See("2026-09-01T10:00:00Z", "20", "S1", "meter: 'AUTHORISED'");
  counting.See("2026-09-02T10:00:00Z", "18");
  counting.See("2026-09-03T10:00:00Z", "19", "D1");
  const auto counted = [&](const char* meter, const char* others) {
    counting.meter = meter;
    return Drifts(counting.For("QUANTITY_RULE_PERIOD_END", others));
  };
  EXPECT_EQ(counted("AUTHORISED",
                    "others { source_id: 'shop' meter: 'SEAT' } "
                    "others { source_id: 'directory' meter: 'SEAT' }"),
            "shop 20 [1]; shop SEAT 18 (-2) [2]; directory SEAT 19 (-1) [3]");
  EXPECT_EQ(counted("SEAT",
                    "others { source_id: 'directory' meter: 'SEAT' } "
                    "others { source_id: 'shop' meter: 'AUTHORISED' }"),
            "shop 18 [2]; directory SEAT 19 (1) [3]; shop AUTHORISED 20 (2) [1]");
  // The first has no count: the next one bills.
  EXPECT_EQ(counted("NONE",
                    "others { source_id: 'directory' meter: 'SEAT' } "
                    "others { source_id: 'shop' meter: 'SEAT' }"),
            "directory 19 [3]; shop NONE 0 (-19) [0]; shop SEAT 18 (-1) [2]");
}

TEST(CountFor, MeasuresDriftByTheSameRule) {
  Counting counting;
  counting.See("2026-08-31T00:00:00Z", "17");
  counting.See("2026-09-12T00:00:00Z", "18");
  counting.See("2026-08-31T00:00:00Z", "17", "D1");
  counting.See("2026-09-22T00:00:00Z", "18", "D1");
  counting.See("2026-09-22T00:00:00Z", "9", "S2");
  const std::string others = "accounts: 'S1' others { source_id: 'directory' meter: 'SEAT' }";
  const Rule rows[] = {
      {"PERIOD_START", "shop 17 [1]; directory SEAT 17 (0) [3]"},
      {"PEAK", "shop 18 [2]; directory SEAT 18 (0) [4]"},
      {"AVERAGE", "shop 529/30 [1 2]; directory SEAT 17.3 (-0.333333) [4]"},
      {"SEAT_DAYS", "shop 529/30 [1 2]; directory SEAT 17.3 (-0.333333) [4]"},
      {"PER_CHANGE", "shop 17 [1], +1 on 12 [2]; directory SEAT 17.3 (-0.333333) [4]"},
      {"SUM", "shop 18 [2]; directory SEAT 18 (0) [4]"},
  };
  for (const auto& [rule, expected] : rows) {
    EXPECT_EQ(Drifts(counting.For(absl::StrCat("QUANTITY_RULE_", rule), others)), expected);
  }
}

TEST(CountFor, NamesWhatItRestsOn) {
  Counting counting;
  counting.See("2026-09-05T00:00:00Z", "7", "S2");
  const Counted counted = counting.For("QUANTITY_RULE_PERIOD_END");
  EXPECT_TRUE(IsSame(Parse<v1::CountEvidence>("source_id: 'shop' account: 'S2' meter: 'SEAT' "
                                              "observed_at @2026-09-05T00:00:00Z position: 1"),
                     counted.evidence.at(0)));
}

std::vector<std::string> CostsIn(const Counting& counting) {
  std::vector<std::string> costs;
  for (const v1::Count& count : counting.Costs()) {
    costs.push_back(absl::StrCat(count.position(), ": ", count.observation().unit_cost(), " ",
                                 count.observation().cost_currency()));
  }
  return costs;
}

TEST(CostsOf, AreTheCostsThatStandInTheSpan) {
  constexpr char kTen[] = "unit_cost: '10' cost_currency: 'USD'";
  constexpr char kEleven[] = "unit_cost: '11' cost_currency: 'USD'";
  Counting counting;
  EXPECT_THAT(CostsIn(counting), IsEmpty());
  counting.See("2026-09-10T00:00:00Z", "1", "S2", "unit_cost: '7' cost_currency: 'EUR'");
  EXPECT_THAT(CostsIn(counting), ElementsAre("1: 7 EUR"));

  counting.See("2026-08-09T00:00:00Z", "1", "S1", "unit_cost: '9' cost_currency: 'USD'");
  counting.See("2026-08-10T00:00:00Z", "1", "S1", kTen);
  // Without a cost, the one before it stands.
  counting.See("2026-08-11T00:00:00Z", "1");
  counting.See("2026-09-02T00:00:00Z", "2", "S1", kTen);
  counting.See("2026-09-10T00:00:00Z", "2", "S1", kEleven);
  counting.See("2026-09-11T00:00:00Z", "2");
  counting.See("2026-09-12T00:00:00Z", "3", "S1", kEleven);
  counting.See("2026-09-20T00:00:00Z", "3", "S1", "unit_cost: '11' cost_currency: 'EUR'");
  counting.See("2026-09-30T00:00:00Z", "3", "S1", kTen);
  counting.See("2026-10-01T00:00:00Z", "3", "S1", kEleven);
  EXPECT_THAT(CostsIn(counting), ElementsAre("3: 10 USD", "6: 11 USD", "9: 11 EUR", "10: 10 USD"));
}

}  // namespace
}  // namespace tally
