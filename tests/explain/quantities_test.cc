// What is told of how many a line bills, by every rule.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/figures.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kOrg[] = "currency: 'USD' time_zone: 'UTC' review { stale_after_hours: 10000 }";

class ExplainedQuantity : public Bills {
 protected:
  void SetUp() override { DefineMsp(kOrg); }

  // A line for what shop counts by `rule`, with further fields of the quantity and of the line.
  static std::string Seats(absl::string_view rule, absl::string_view counted = "",
                           absl::string_view line = "held { unit_price: '12.5' }") {
    return absl::StrCat("lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' rule: ",
                        "QUANTITY_RULE_", rule, " ", counted, " } ", line, " } ");
  }

  // 17 seats, 18 from the 12th and 16 from the 24th of October.
  void CountThreeTimes() {
    Count("2026-09-30T12:00:00Z", "17");
    Count("2026-10-12T00:00:00Z", "18");
    Count("2026-10-24T00:00:00Z", "16");
  }

  v1::Explanation TellLine(const std::string& line_id = "seat") {
    Run();
    return Told(office_, Approve(), line_id);
  }

  static std::string QuantityOf(const v1::Explanation& line) {
    return Tree(Find(line, v1::EXPLANATION_KIND_QUANTITY));
  }
};

TEST_F(ExplainedQuantity, IsAnAverageOfCountsEachByHowLongItStood) {
  SetPlan(Seats("AVERAGE"));
  CountThreeTimes();
  const v1::Explanation line = TellLine();
  EXPECT_EQ(line.text(), "Seat: 17.129032 (531/31) × 12.50 is rounded to 214.11 USD");
  EXPECT_EQ(QuantityOf(line),
            "QUANTITY 17.129032, exactly 531/31: your plan of 1 Aug 2026 bills the average of 3 "
            "counts, each by how long it stood\n"
            "  COUNT shop counted 17 of SEAT on account S1 on 30 Sep 2026 12:00 UTC; recorded 2 "
            "Nov 2026 12:00 UTC <counts/shop>\n"
            "  COUNT shop counted 18 of SEAT on account S1 on 12 Oct 2026 00:00 UTC; recorded 2 "
            "Nov 2026 12:00 UTC <counts/shop>\n"
            "  COUNT shop counted 16 of SEAT on account S1 on 24 Oct 2026 00:00 UTC; recorded 2 "
            "Nov 2026 12:00 UTC <counts/shop>\n"
            "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_ROUNDING).text(),
            "exactly 214.112903 (13275/62) USD, rounded half away from zero to 214.11 "
            "USD by the rule of Msp");
}

TEST_F(ExplainedQuantity, IsSeatDaysOverDays) {
  SetPlan(Seats("SEAT_DAYS"));
  CountThreeTimes();
  const v1::Explanation quantity = Find(TellLine(), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(quantity.text(),
            "17.129032, exactly 531/31: your plan of 1 Aug 2026 bills 531 seat days over 31 days");
  EXPECT_THAT(FindAll(quantity, v1::EXPLANATION_KIND_COUNT), SizeIs(3));
}

TEST_F(ExplainedQuantity, IsWhatThePeriodBeginsWithAndEachChange) {
  SetPlan(Seats("PER_CHANGE"));
  CountThreeTimes();
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(Find(told.children(0), v1::EXPLANATION_KIND_QUANTITY).text(),
            "17: your plan of 1 Aug 2026 bills the count that the period begins with; each change "
            "in it is a line of its own");
  const v1::Explanation& change = told.children(1);
  EXPECT_EQ(change.text(), "Seat: 1 × 8.06 = 8.06 USD");
  EXPECT_EQ(change.children(0).text(), "For 12 Oct to 31 Oct 2026");
  EXPECT_EQ(Find(change, v1::EXPLANATION_KIND_QUANTITY).text(), "1: 1 more from 12 Oct 2026 on");
  EXPECT_EQ(Find(change, v1::EXPLANATION_KIND_COUNT).position(), 9U);
  EXPECT_EQ(Tree(Find(change, v1::EXPLANATION_KIND_PRICE)),
            "PRICE 8.06 USD each: the price × 20/31 for what is left of the period, rounded\n"
            "  PRICE 12.50 USD each, held since 1 Aug 2026 <plans/alpha>\n");
  EXPECT_EQ(Find(told.children(2), v1::EXPLANATION_KIND_QUANTITY).text(),
            "-2: 2 fewer from 24 Oct 2026 on");
}

TEST_F(ExplainedQuantity, IsASumOrARunningTotal) {
  SetPlan(Seats("SUM", "round_up_to: '10'") +
          Seats("RUNNING_TOTAL", "", "line_id: 'total' held { unit_price: '1' }"));
  CountThreeTimes();
  Run();
  const std::string number = Approve();
  EXPECT_EQ(Find(Told(office_, number, "seat"), v1::EXPLANATION_KIND_QUANTITY).text(),
            "40: your plan of 1 Aug 2026 bills the sum of 2 counts in the period, rounded up to a "
            "multiple of 10");
  EXPECT_EQ(Find(Told(office_, number, "total"), v1::EXPLANATION_KIND_QUANTITY).text(),
            "16: your plan of 1 Aug 2026 bills the last running total in the period");
}

TEST_F(ExplainedQuantity, CountsMembersOnceAndSaysWhoIsLeftOut) {
  office_.Do<v1::DefineSource>(
      "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
      "  meters { meter: 'SEAT' item_id: 'seat' excluded_members: 'kiosk-*' } }");
  const uint64_t source_at = office_.ledger().Read().position();
  DefineCustomer(
      "accounts { source_id: 'shop' account: 'S1' } accounts { source_id: 'shop' account: 'S2' }");
  SetPlan(Seats("PERIOD_END", "distinct: true"));
  CountOn("S1", "2026-10-31T12:00:00Z", "members: 'ann' members: 'bob' members: 'kiosk-1'");
  CountOn("S2", "2026-10-31T13:00:00Z", "members: 'ann' members: 'eve'");
  const v1::Explanation quantity = Find(TellLine(), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(
      Tree(quantity),
      "QUANTITY 3: your plan of 1 Aug 2026 bills the sum over 2 accounts of the last count of the "
      "period, each member once, less 1 excluded and 1 counted twice\n"
      "  COUNT shop counted 3 of SEAT on account S1 on 31 Oct 2026 12:00 UTC; recorded 2 Nov 2026 "
      "12:00 UTC <counts/shop>\n"
      "  COUNT shop counted 2 of SEAT on account S2 on 31 Oct 2026 13:00 UTC; recorded 2 Nov 2026 "
      "12:00 UTC <counts/shop>\n"
      "  DEFINITION Excluded, as the meter says: kiosk-1 <sources/shop>\n"
      "  QUANTITY Counted already, and only once: ann\n"
      "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins <plans/alpha>\n");
  EXPECT_EQ(quantity.children(2).position(), source_at);
}

TEST_F(ExplainedQuantity, IsAnAllowanceAndWhatIsBeyondIt) {
  SetPlan(Seats("PERIOD_END", "",
                "held { unit_price: '4' } included { quantity: '25' unit_price: '5' }"));
  Count("2026-10-31T12:00:00Z", "31");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(QuantityOf(told.children(0)),
            "QUANTITY 25: included in your plan of 1 Aug 2026, and billed in any case "
            "<plans/alpha>\n"
            "  QUANTITY Compared with the last count of the period\n"
            "    COUNT shop counted 31 of SEAT on account S1 on 31 Oct 2026 12:00 UTC; recorded 2 "
            "Nov 2026 12:00 UTC <counts/shop>\n");
  const v1::Explanation& beyond = told.children(1);
  EXPECT_EQ(beyond.text(), "Seat, overage: 6 × 5.00 = 30.00 USD");
  EXPECT_EQ(Tree(beyond.children(0)), "PLAN What is beyond the allowance of seat <plans/alpha>\n");
  EXPECT_EQ(beyond.children(1).text(), "6: beyond the 25 that seat includes");
  EXPECT_EQ(Find(beyond, v1::EXPLANATION_KIND_COUNT).position(), 8U);
  EXPECT_EQ(beyond.children(2).text(),
            "5.00 USD each beyond what is included, in your plan of 1 Aug 2026");
}

TEST_F(ExplainedQuantity, SaysWhatIsBeyondAnAllowanceAndNotBilled) {
  SetPlan(Seats("PERIOD_END", "",
                "held { unit_price: '4' } included { quantity: '25' overage: OVERAGE_FLAG }"));
  Count("2026-10-31T12:00:00Z", "31");
  EXPECT_THAT(QuantityOf(TellLine()),
              HasSubstr("QUANTITY 6 more than the 25 included, not billed"));
}

TEST_F(ExplainedQuantity, IsThePartOfAnAllowanceThatIsForTheDays) {
  SetPlan(Seats("PERIOD_END", "",
                "held { unit_price: '4' } included { quantity: '31' prorated: true } "
                "proration: PRORATION_BY_DAY"),
          "2026-10-22");
  Count("2026-10-31T12:00:00Z", "5");
  const v1::Explanation line = TellLine();
  EXPECT_EQ(line.text(), "Seat: 10 × 4.00 = 40.00 USD");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_QUANTITY).text(),
            "10: the part of the 31 included in your plan of 22 Oct 2026 that is for these days");
}

TEST_F(ExplainedQuantity, IsATotalLessWhatWasBilledBefore) {
  SetPlan(Seats("SUM", "round_up_to: '1'", "held { unit_price: '4' } accumulate_months: 12"));
  Count("2026-09-12T12:00:00Z", "0.2");
  Count("2026-10-12T12:00:00Z", "1.72");
  Run("2026-09");
  Approve("2026-09");
  EXPECT_EQ(QuantityOf(TellLine()),
            "QUANTITY 1: 2 in all since 1 Aug 2026, less 1 that was billed before\n"
            "  QUANTITY 1.92 since 1 Aug 2026, rounded up to a multiple of 1: 2; your plan of 1 "
            "Aug 2026 bills the sum of 2 counts in the period\n"
            "    COUNT shop counted 0.2 of SEAT on account S1 on 12 Sep 2026 12:00 UTC; recorded 2 "
            "Nov 2026 12:00 UTC <counts/shop>\n"
            "    COUNT shop counted 1.72 of SEAT on account S1 on 12 Oct 2026 12:00 UTC; recorded "
            "2 Nov 2026 12:00 UTC <counts/shop>\n"
            "    PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
}

TEST_F(ExplainedQuantity, ShowsHowFarOtherSourcesAre) {
  for (const char* source : {"directory", "authorised"}) {
    office_.Do<v1::DefineSource>(
        absl::StrCat("org_id: 'msp' source { source_id: '", source, "' kind: 'm365' }"));
  }
  DefineCustomer(
      "accounts { source_id: 'shop' account: 'S1' } "
      "accounts { source_id: 'directory' account: 'D1' }");
  SetPlan(Seats("PERIOD_END",
                "others { source_id: 'directory' meter: 'SEAT' } "
                "others { source_id: 'authorised' meter: 'SEAT' }"));
  Count("2026-10-31T12:00:00Z", "20");
  CountOn("D1", "2026-10-31T12:00:00Z", "quantity: '19'", "directory");
  const v1::Explanation line = TellLine();
  const auto counts = FindAll(line, v1::EXPLANATION_KIND_COUNT);
  ASSERT_THAT(counts, SizeIs(4));
  EXPECT_EQ(Tree(counts[1]),
            "COUNT directory counted 19: 1 fewer than is billed, -12.50 USD at its price "
            "<counts/directory>\n"
            "  COUNT directory counted 19 of SEAT on account D1 on 31 Oct 2026 12:00 UTC; recorded "
            "2 Nov 2026 12:00 UTC <counts/directory>\n");
  EXPECT_EQ(Tree(counts[3]),
            "COUNT authorised never counted SEAT: 20 fewer than is billed, -250.00 USD at its "
            "price\n");
}

TEST_F(ExplainedQuantity, SaysWhichSourceBillsIfTheFirstCountedNothing) {
  office_.Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'first' kind: 'm365' }");
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'first' meter: 'SEAT' rule: "
      "QUANTITY_RULE_PEAK others { source_id: 'shop' meter: 'SEAT' } } held { unit_price: '1' } }");
  CountThreeTimes();
  EXPECT_EQ(Find(TellLine(), v1::EXPLANATION_KIND_QUANTITY).text(),
            "18: your plan of 1 Aug 2026 bills the largest count of the period by shop, as first "
            "counted nothing");
}

TEST_F(ExplainedQuantity, SaysThatNothingWasCounted) {
  SetPlan(Seats("AVERAGE") + Fixed("stamp", "1", "3"));
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_COUNT reason: 'not live yet'");
  const v1::Explanation quantity =
      Find(Told(office_, Approve(), "seat"), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(quantity.text(),
            "0: your plan of 1 Aug 2026 bills the average of 0 counts, each by how long it stood; "
            "nothing was counted");
  EXPECT_THAT(FindAll(quantity, v1::EXPLANATION_KIND_COUNT), IsEmpty());
}

TEST_F(ExplainedQuantity, TellsWhoChangedItAndWhatItWouldHaveBeen) {
  SetPlan(Seats("AVERAGE"));
  CountThreeTimes();
  Run();
  Change<v1::OverrideDraftLine>("line_id: 'seat' quantity: '17' reason: 'agreed'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(line.text(), "Seat: 17 × 12.50 = 212.50 USD");
  const v1::Explanation& quantity = line.children(0);
  EXPECT_EQ(quantity.text(), "17, set by ann");
  EXPECT_EQ(quantity.children(0).text(),
            "ann set the quantity to 17 instead of 17.129032 on 3 Nov 2026 12:00 UTC: agreed");
  EXPECT_THAT(quantity.children(1).text(), HasSubstr("17.129032, exactly 531/31: your plan"));
  EXPECT_THAT(FindAll(quantity, v1::EXPLANATION_KIND_COUNT), SizeIs(3));
}

TEST_F(ExplainedQuantity, IsToldByTheClocksOfTheCustomer) {
  DefineCustomer("accounts { source_id: 'shop' account: 'S1' } time_zone: 'Asia/Tokyo'");
  SetPlan(Counted("PERIOD_END", "held { unit_price: '1' }"));
  Count("2026-10-31T14:59:59Z", "3");
  Count("2026-10-31T15:00:00Z", "9");
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(Find(told, v1::EXPLANATION_KIND_QUANTITY).text(),
            "3: shop counted 3 on 31 Oct 2026 23:59 JST; your plan of 1 Aug 2026 bills the last "
            "count of the month");
  EXPECT_THAT(Find(told, v1::EXPLANATION_KIND_APPROVAL).text(), HasSubstr("3 Nov 2026 21:00 JST"));
}

}  // namespace
}  // namespace tally
