// The sentences about lines that are told from what they record.

#include <gtest/gtest.h>

#include "ledger/explain/adjustment_words.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/quantity_words.h"
#include "ledger/explain/usage_words.h"
#include "ledger/money/money.h"
#include "support/text.h"

namespace tally {
namespace {

TEST(PeriodWords, NameTheDays) {
  EXPECT_EQ(DaysWords("2026-01-15", "2026-02-15"), "15 Jan to 14 Feb 2026");
  EXPECT_EQ(DaysWords("2026-12-15", "2027-01-15"), "15 Dec 2026 to 14 Jan 2027");
  EXPECT_EQ(DaysWords("2024-02-29", "2024-03-01"), "29 Feb 2024");
  EXPECT_EQ(WithCommas(0), "0");
  EXPECT_EQ(WithCommas(999), "999");
  EXPECT_EQ(WithCommas(1000), "1,000");
  EXPECT_EQ(WithCommas(-1234567), "-1,234,567");
}

TEST(PeriodWords, SayWhichPartOfAPeriod) {
  struct Row {
    const char* share;
    const char* words;
  };
  const Row rows[] = {
      {"proration: PRORATION_BY_DAY numerator: 19 denominator: 30", "19 of 30 days"},
      {"proration: PRORATION_BY_SECOND numerator: 1252800 denominator: 2592000",
       "1,252,800 of 2,592,000 seconds"},
      {"proration: PRORATION_THIRTY_DAY_MONTH numerator: 8 denominator: 30",
       "8/30 by the 30-day convention"},
  };
  for (const auto& [share, words] : rows) {
    EXPECT_EQ(ShareWords(Parse<v1::PeriodShare>(share)), words);
  }
}

TEST(LineWords, SayWhatALineComesTo) {
  struct Row {
    const char* line;
    const char* words;
  };
  const Row rows[] = {
      {"quantity: '17.633333' exact_quantity: '529/30' unit_price: '12.5' "
       "amount { minor_units: 22042 currency: 'USD' }",
       "17.633333 (529/30) × 12.50 is rounded to 220.42 USD"},
      {"quantity: '1' unit_price: '12.5' share { numerator: 19 denominator: 30 } "
       "amount { minor_units: 792 currency: 'USD' }",
       "1 × 12.50 × 19/30 is rounded to 7.92 USD"},
      // A price for the part already.
      {"quantity: '2' unit_price: '0.93' share { numerator: 25 denominator: 28 } "
       "amount { minor_units: 186 currency: 'USD' }",
       "2 × 0.93 = 1.86 USD"},
      {"quantity: '1' unit_price: '-22.5' part: LINE_PART_CREDIT "
       "amount { minor_units: -2250 currency: 'USD' }",
       "-22.50 USD"},
      {"quantity: '2' unit_price: '-22.5' part: LINE_PART_CREDIT "
       "amount { minor_units: -4500 currency: 'USD' }",
       "2 × -22.50 = -45.00 USD"},
      {"quantity: '2' unit_price: '12' amount { minor_units: 2000 currency: 'USD' } "
       "amount_with_tax { minor_units: 2400 currency: 'USD' }",
       "2 × 12.00 = 24.00 USD with tax, 20.00 USD before"},
      // No more was left to be credited.
      {"quantity: '-1' unit_price: '10' part: LINE_PART_UNUSED "
       "amount { minor_units: -400 currency: 'USD' }",
       "-4.00 USD"},
      {"quantity: '22' unit_price: '8.272727' tiers { quantity: '5' unit_price: '0' "
       "  flat_fee: '100' } tiers { quantity: '17' unit_price: '4.8236' flat_fee: '0' } "
       "amount { minor_units: 18200 currency: 'USD' }",
       "22 in tiers: 182.0012 is rounded to 182.00 USD"},
      {"quantity: '10' unit_price: '2.2' accumulated { total: '22' "
       "  amount_before { minor_units: 16000 currency: 'USD' } } tiers { quantity: '22' "
       "  unit_price: '10' flat_fee: '0' } share { numerator: 1 denominator: 2 } "
       "amount { minor_units: -5000 currency: 'USD' }",
       "22 in tiers: 220.00 × 1/2 - 160.00 = -50.00 USD"},
  };
  for (const auto& [line, words] : rows) EXPECT_EQ(ProductWords(Parse<v1::Line>(line)), words);
}

TEST(LineWords, SayHowAnAmountChanged) {
  auto rated = Parse<v1::DraftLine>(
      "line { part: LINE_PART_DISCOUNT quantity: '1' unit_price: '-6.74' } "
      "delta { previous_quantity: '1' previous_unit_price: '-6' "
      "  previous_amount { minor_units: -600 currency: 'CHF' } "
      "  change { minor_units: -74 currency: 'CHF' } "
      "  price_effect { minor_units: -74 currency: 'CHF' } }");
  EXPECT_EQ(LastMonthWords(rated), "Last month it was -6.00 CHF; now it is 0.74 CHF less");
  rated.mutable_delta()->mutable_change()->set_minor_units(0);
  EXPECT_EQ(LastMonthWords(rated), "Last month it was -6.00 CHF, as now");
}

TEST(LineAmount, FindsTheExactQuantityOfTheLastTier) {
  const auto line = Parse<v1::Line>(
      "quantity: '17.166667' exact_quantity: '103/6' tiers { quantity: '10' unit_price: '1' "
      "flat_fee: '0' } tiers { quantity: '7.166667' unit_price: '3' flat_fee: '0.5' } "
      "amount { minor_units: 3200 currency: 'USD' }");
  EXPECT_EQ(QuantityInTier(line, 0), Fraction(10));
  EXPECT_EQ(QuantityInTier(line, 1), Fraction(43) / Fraction(6));
  EXPECT_EQ(SumOfTiers(line), Fraction(32));
  EXPECT_EQ(ProductWords(line), "17.166667 in tiers = 32.00 USD");
  // Blocks are whole.
  auto blocks = line;
  blocks.mutable_tiers(1)->set_block_size("5");
  EXPECT_EQ(QuantityInTier(blocks, 1), Fraction(*Decimal::Parse("7.166667")));
}

TEST(QuantityWords, SayWhatTheRuleMakesOfTheCounts) {
  struct Row {
    const char* counted;
    bool in_advance;
    size_t counts;
    size_t accounts;
    const char* words;
  };
  const Row rows[] = {
      {"rule: QUANTITY_RULE_PERIOD_START", false, 1, 1, "the count that the period begins with"},
      {"rule: QUANTITY_RULE_PERIOD_START", true, 2, 2,
       "the sum over 2 accounts of the last count before the period, which is billed in advance"},
      {"rule: QUANTITY_RULE_PEAK", false, 2, 2,
       "the most that 2 accounts had at once in the period"},
      {"rule: QUANTITY_RULE_AVERAGE", false, 1, 1,
       "the average of 1 count, each by how long it stood"},
      {"rule: QUANTITY_RULE_RUNNING_TOTAL", false, 3, 3,
       "the sum over 3 accounts of the last running total in the period"},
  };
  for (const auto& [counted, in_advance, counts, accounts, words] : rows) {
    EXPECT_EQ(RuleText(Parse<v1::CountedQuantity>(counted), in_advance, counts, accounts), words);
  }
  const DaySpan april = DaysOf(absl::CivilMonth(2026, 4));
  EXPECT_EQ(SeatDaysText(Fraction(53) / Fraction(3), april), "530 seat days over 30 days");
  EXPECT_EQ(SeatDaysText(Fraction(1) / Fraction(7), april),
            "seat days over the days of the period");
}

TEST(QuantityWords, NameUpToTenMembers) {
  v1::LeftOutMembers left_out;
  for (int i = 1; i <= 12; ++i) left_out.add_excluded(absl::StrCat("k", i));
  EXPECT_EQ(ExcludedWords(left_out),
            "Excluded, as the meter says: k1, k2, k3, k4, k5, k6, k7, k8, k9, k10 and 2 more");
  const auto distinct = Parse<v1::CountedQuantity>("distinct: true");
  EXPECT_EQ(MembersText(distinct, left_out), ", each member once, less 12 excluded");
  EXPECT_EQ(MembersText(distinct, {}), ", each member once");
  EXPECT_EQ(MembersText({}, {}), "");
}

TEST(QuantityWords, SayHowFarAnotherSourceIs) {
  EXPECT_EQ(DriftWords(Parse<v1::Drift>(
                "evidence { source_id: 'dir' position: 3 } quantity: '21' difference: '1' "
                "amount { minor_units: 1250 currency: 'USD' }")),
            "dir counted 21: 1 more than is billed, 12.50 USD at its price");
  EXPECT_EQ(DriftWords(Parse<v1::Drift>(
                "evidence { source_id: 'dir' position: 3 } quantity: '20' difference: '0' "
                "amount { currency: 'USD' }")),
            "dir counted 20, as is billed");
}

TEST(UsageWords, SayWhatBecomesOfHours) {
  const auto hours = Parse<v1::HoursAccount>("used: '12.75' beyond: '1'");
  EXPECT_EQ(WorkedWords(hours, {}), "12.75 hours worked");
  EXPECT_EQ(BeyondWords(hours, v1::OVERAGE_UNSPECIFIED), "1 hour beyond, billed");
  EXPECT_EQ(BeyondWords(hours, v1::OVERAGE_FLAG), "1 hour beyond, reported and not billed");
  EXPECT_EQ(TriggerKindWords(v1::TRIGGER_KIND_CONTRACT_END), "contract end");
}

TEST(PriceWords, SayHowACostBecomesAPrice) {
  struct Row {
    const char* pricing;
    const char* words;
  };
  const Row rows[] = {
      {"markup_percent: '20'", "plus 20%"},
      {"markup_percent: '0'", "as it is"},
      {"", "as it is"},
      {"margin_percent: '20' floor: '5'",
       "so that 20% of the price is left, but at least 5.00 USD"},
  };
  for (const auto& [pricing, words] : rows) {
    EXPECT_EQ(PricingText(Parse<v1::VendorPrice>(pricing), "USD"), words);
  }
}

TEST(AdjustmentWords, SayWhatIsAgreed) {
  EXPECT_EQ(MinimumText(Parse<v1::Commitment>("amount: '10'"), {}, 1, MakeMoney(1000, "USD")),
            "at least 10.00 USD is agreed");
  EXPECT_EQ(MinimumText(Parse<v1::Commitment>("amount: '10'"),
                        Parse<v1::Line>("share { numerator: 25 denominator: 28 }"), 2,
                        MakeMoney(893, "USD")),
            "at least 10.00 USD, 8.93 USD, is agreed");
  EXPECT_EQ(MaximumText(Parse<v1::Commitment>("amount: '150'"), "USD"),
            "the maximum of 150.00 USD a month");
  const auto credit = Parse<v1::CreditQuantity>("line_id: 'seat' percent: '5'");
  EXPECT_EQ(CreditText(CreditBy(credit, Parse<v1::Trigger>("percent: '7'")),
                       MakeMoney(22500, "USD"), "USD"),
            "7% of the 225.00 USD of seat");
  EXPECT_EQ(CreditText(CreditBy(credit, Parse<v1::Trigger>("amount: '3'")), MakeMoney(22500, "USD"),
                       "USD"),
            "3.00 USD off the 225.00 USD of seat");
}

}  // namespace
}  // namespace tally
