// What is told of one line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class ExplainedLine : public Bills {};

TEST_F(ExplainedLine, TellsOneLineWithWhoDraftedAndApprovedIt) {
  DefineMsp();
  SetPlan(Fixed("seat", "2", "10") + Fixed("stamp", "1", "3"));
  Run();
  const std::string number = Approve();
  EXPECT_EQ(Tree(Told(office_, number, "stamp")),
            "LINE Stamp: 1 × 3.00 = 3.00 USD\n"
            "  QUANTITY 1, fixed in your plan of 1 Aug 2026 <plans/alpha>\n"
            "  PRICE 3.00 USD each, held since 1 Aug 2026 <plans/alpha>\n"
            "  DEFINITION Stamp is item stamp of the catalog <items/stamp>\n"
            "  TAX Not taxed: no tax is on the item <items/stamp>\n"
            "  DRAFT Drafted by run 2026-10.1 <drafts/2026-10/alpha>\n"
            "    DRAFT ann started run 2026-10.1 of October 2026 on 3 Nov 2026 12:00 UTC "
            "<runs/2026-10.1>\n"
            "  APPROVAL bob approved the draft on 3 Nov 2026 12:00 UTC as reviewed at position 11 "
            "<drafts/2026-10/alpha>\n");
}

TEST_F(ExplainedLine, FollowsAPriceThroughThePlansThatKeptIt) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "11"), "2026-05-01");
  SetPlan(Fixed("stamp", "1", "12.50"), "2026-06-01");
  SetPlan(Fixed("stamp", "2", "12.5"), "2026-08-01");
  SetPlan(Fixed("stamp", "3", "12.5"), "2026-10-01");
  SetPlan(Fixed("stamp", "4", "13"), "2026-10-02");
  Run();
  const v1::Explanation line = Told(office_, Approve(), "stamp");
  EXPECT_EQ(Tree(Find(line, v1::EXPLANATION_KIND_PRICE)),
            "PRICE 12.50 USD each, held since 1 Jun 2026; 11.00 USD before <plans/alpha>\n"
            "  PLAN Your plan of 1 Oct 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_PRICE).position(), 8U);
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_PLAN).position(), 10U);
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_QUANTITY).position(), 10U);
}

// A line that was gone in between, or followed the vendor's price, has been held only since.
TEST_F(ExplainedLine, FollowsAPriceNoFurtherThanItWasHeld) {
  DefineMsp();
  SetPlan(Fixed("stamp", "1", "12.5"), "2026-06-01");
  SetPlan(Fixed("seat", "1", "12.5"), "2026-07-01");
  SetPlan(Fixed("stamp", "1", "12.5"), "2026-08-01");
  Run();
  EXPECT_EQ(Find(Told(office_, Approve(), "stamp"), v1::EXPLANATION_KIND_PRICE).text(),
            "12.50 USD each, held since 1 Aug 2026");
}

// The same figures from a later definition: the approval rests on the later one.
TEST_F(ExplainedLine, RestsOnWhatTheApprovalFoundAndNotOnWhatTheDraftWasMadeOf) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "held { unit_price: '12.5' }"));
  Count("2026-10-30T12:00:00Z", "18");
  Run();
  DefineItem("item_id: 'seat' name: 'Seat' tax_id: 'vat' external_ids { system: 'b' id: '1' }");
  const uint64_t item_at = office_.ledger().Read().position();
  office_.Do<v1::RecordCounts>(
      "org_id: 'msp' source_id: 'shop' observations { account: 'S1' meter: 'SEAT' "
      "  quantity: '18' observed_at @2026-10-31T12:00:00Z }");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_DEFINITION).position(), item_at);
  const auto counts = FindAll(line, v1::EXPLANATION_KIND_COUNT);
  ASSERT_THAT(counts, SizeIs(2));
  EXPECT_EQ(counts[0].position(), item_at + 1);
  EXPECT_THAT(counts[0].text(), HasSubstr("31 Oct 2026 12:00"));
  // The one that the invoice names as its evidence.
  EXPECT_EQ(counts[1].position(), 8U);
  EXPECT_THAT(counts[1].text(), HasSubstr("30 Oct 2026 12:00"));
}

TEST_F(ExplainedLine, TellsTheCountOfADraftWhosePlanIsFixedByNow) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "held { unit_price: '12.5' }"));
  Count("2026-10-30T12:00:00Z", "18");
  Run();
  SetPlan(Fixed("seat", "18", "12.5"));
  const uint64_t plan_at = office_.ledger().Read().position();
  const v1::Explanation quantity =
      Find(Told(office_, Approve(), "seat"), v1::EXPLANATION_KIND_QUANTITY);
  EXPECT_EQ(quantity.text(), "18, fixed in your plan of 1 Aug 2026");
  EXPECT_EQ(quantity.position(), plan_at);
  EXPECT_EQ(Find(quantity, v1::EXPLANATION_KIND_COUNT).position(), 8U);
}

TEST_F(ExplainedLine, TellsWhichCountEachRuleFound) {
  DefineMsp();
  std::string lines;
  for (const char* rule : {"PERIOD_START", "PEAK", "PERIOD_END"}) {
    absl::StrAppend(&lines, Counted(rule, absl::StrCat("line_id: '", absl::AsciiStrToLower(rule),
                                                       "' held { unit_price: '1' }")));
  }
  SetPlan(lines);
  Count("2026-09-30T12:00:00Z", "11");
  Count("2026-10-10T12:00:00Z", "30");
  Count("2026-10-31T12:00:00Z", "18");
  Count("2026-11-01T00:00:00Z", "40");
  Run();
  struct Row {
    const char* line_id;
    const char* text;
    uint64_t position;
  };
  const Row rows[] = {
      {"period_start",
       "11: shop counted 11 on 30 Sep 2026 12:00 UTC; your plan of 1 Aug 2026 bills "
       "the count that the month begins with",
       8},
      {"peak",
       "30: shop counted 30 on 10 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 bills the "
       "largest count of the month",
       9},
      {"period_end",
       "18: shop counted 18 on 31 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 bills "
       "the last count of the month",
       10},
  };
  const std::string number = Approve();
  for (const auto& [line_id, text, position] : rows) {
    const v1::Explanation line = Told(office_, number, line_id);
    EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_QUANTITY).text(), text);
    ASSERT_THAT(FindAll(line, v1::EXPLANATION_KIND_COUNT), SizeIs(1));
    EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_COUNT).position(), position) << line_id;
  }
}

TEST_F(ExplainedLine, TellsAVendorsPriceFromTheLastCount) {
  DefineMsp();
  SetPlan(Counted("PERIOD_START", "vendor { markup_percent: '25' }"));
  Count("2026-09-30T12:00:00Z", "2", "unit_cost: '9' cost_currency: 'USD'");
  Count("2026-10-31T12:00:00Z", "5", "unit_cost: '10.8164' cost_currency: 'USD'");
  Run();
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(Tree(Find(line, v1::EXPLANATION_KIND_PRICE)),
            "PRICE 13.52 USD each: shop's cost of 10.8164 USD as of 31 Oct 2026 12:00 UTC, plus "
            "25%\n"
            "  COUNT shop counted 5 of SEAT at a cost of 10.8164 USD each on account S1 on 31 Oct "
            "2026 12:00 UTC; recorded 2 Nov 2026 12:00 UTC <counts/shop>\n"
            "  ROUNDING exactly 13.5205 USD, rounded half away from zero to 13.52 USD by the rule "
            "of Msp <org>\n"
            "  PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
            "<plans/alpha>\n");
  EXPECT_EQ(line.text(), "Seat: 2 × 13.52 = 27.04 USD");
  EXPECT_EQ(Find(Find(line, v1::EXPLANATION_KIND_PRICE), v1::EXPLANATION_KIND_COUNT).position(),
            9U);
}

TEST_F(ExplainedLine, TellsWhoWaivedThatThereIsNoCost) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "vendor { markup_percent: '25' }") + Fixed("stamp", "1", "3"));
  Count("2026-10-31T12:00:00Z", "5", "unit_cost: '10' cost_currency: 'EUR'");
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_COST reason: 'a gift'");
  const uint64_t waived_at = office_.ledger().Read().position();
  // The waiver stays while the draft changes elsewhere.
  Change<v1::OverrideDraftLine>("line_id: 'stamp' quantity: '2' reason: 'two'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_PRICE).text(),
            "0.00 USD each: the price follows shop's cost, which its last count does not give in "
            "USD");
  const v1::Explanation waiver = Find(line, v1::EXPLANATION_KIND_WAIVER);
  EXPECT_EQ(waiver.text(),
            "ann waived “missing cost” (the price follows the vendor's, but the last count has no "
            "cost in USD, and no exchange rate is known from EUR) on 3 Nov 2026 12:00 UTC: a "
            "gift");
  EXPECT_EQ(waiver.position(), waived_at);
}

TEST_F(ExplainedLine, TellsThatNothingWasEverCounted) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "held { unit_price: '1' }") + Fixed("stamp", "1", "3"));
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_COUNT reason: 'not live yet'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_QUANTITY).text(),
            "0: shop counted no SEAT for you before the end of October 2026; your plan of 1 Aug "
            "2026 bills the last count of the month");
  EXPECT_THAT(FindAll(line, v1::EXPLANATION_KIND_COUNT), IsEmpty());
  EXPECT_THAT(FindAll(line, v1::EXPLANATION_KIND_WAIVER), SizeIs(1));
}

TEST_F(ExplainedLine, TellsThatThereIsNoAccount) {
  DefineMsp();
  DefineCustomer("");
  SetPlan(Counted("PEAK", "vendor { markup_percent: '5' }") + Fixed("stamp", "1", "3"));
  Run();
  Change<v1::WaiveDraftFlag>("flag: FLAG_KIND_MISSING_COUNT reason: 'not live yet'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_THAT(Find(line, v1::EXPLANATION_KIND_QUANTITY).text(),
              StartsWith("0: you have no account at shop"));
  EXPECT_THAT(Find(line, v1::EXPLANATION_KIND_PRICE).text(), HasSubstr("but nothing was counted"));
}

TEST_F(ExplainedLine, TellsWhoChangedALineAndWhatItWouldHaveBeen) {
  DefineMsp();
  SetPlan(Counted("PERIOD_END", "held { unit_price: '12.5' }"));
  Count("2026-10-31T12:00:00Z", "17");
  Run();
  Change<v1::OverrideDraftLine>("line_id: 'seat' quantity: '16' reason: 'one too many'");
  Change<v1::OverrideDraftLine>("line_id: 'seat' unit_price: '12' reason: 'agreed'");
  Change<v1::OverrideDraftLine>("line_id: 'seat' quantity: '18' reason: 'no, one more'");
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(line.text(), "Seat: 18 × 12.00 = 216.00 USD");
  EXPECT_EQ(
      Tree(line.children(0)),
      "QUANTITY 18, set by ann\n"
      "  OVERRIDE ann set the quantity to 16 instead of 17 on 3 Nov 2026 12:00 UTC: one too many "
      "<drafts/2026-10/alpha>\n"
      "  OVERRIDE ann set the quantity to 18 instead of 16 on 3 Nov 2026 12:00 UTC: no, one more "
      "<drafts/2026-10/alpha>\n"
      "  QUANTITY 17: shop counted 17 on 31 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 "
      "bills the last count of the month\n"
      "    COUNT shop counted 17 of SEAT on account S1 on 31 Oct 2026 12:00 UTC; recorded 2 "
      "Nov 2026 12:00 UTC <counts/shop>\n"
      "    PLAN Your plan of 1 Aug 2026 is the one in force as October 2026 begins "
      "<plans/alpha>\n");
  EXPECT_EQ(Tree(line.children(1)),
            "PRICE 12.00 USD each, set by ann\n"
            "  OVERRIDE ann set the price to 12.00 USD instead of 12.50 USD on 3 Nov 2026 12:00 "
            "UTC: agreed "
            "<drafts/2026-10/alpha>\n"
            "  PRICE 12.50 USD each, held since 1 Aug 2026 <plans/alpha>\n");
}

TEST_F(ExplainedLine, TellsThatOneIsExempt) {
  DefineMsp("currency: 'KWD' time_zone: 'UTC' rounding: ROUNDING_HALF_EVEN");
  DefineCustomer("tax_id: 'exempt'");
  SetPlan(Fixed("seat", "0.5", "0.001"));
  Run();
  const v1::Explanation told = Told(office_, Approve());
  EXPECT_EQ(told.children(0).text(), "Seat: 0.5 × 0.001 is rounded to 0.000 KWD");
  EXPECT_EQ(Find(told, v1::EXPLANATION_KIND_ROUNDING).text(),
            "exactly 0.0005 KWD, rounded half to even to 0.000 KWD by the rule of Msp");
  const v1::Explanation tax = Find(told.children(0), v1::EXPLANATION_KIND_TAX);
  EXPECT_EQ(Tree(tax), "TAX Not taxed: you are exempt <customers/alpha>\n");
}

TEST_F(ExplainedLine, TellsACurrencyWithoutDecimals) {
  DefineMsp("currency: 'JPY' time_zone: 'Asia/Tokyo'");
  SetPlan(Counted("PERIOD_END", "vendor { markup_percent: '10' }"));
  Count("2026-10-31T14:59:59Z", "3", "unit_cost: '1005' cost_currency: 'JPY'");
  Run();
  const v1::Explanation line = Told(office_, Approve(), "seat");
  EXPECT_EQ(line.text(), "Seat: 3 × 1106 = 3318 JPY");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_PRICE).text(),
            "1106 JPY each: shop's cost of 1005 JPY as of 31 Oct 2026 23:59 JST, plus 10%");
  EXPECT_EQ(Find(line, v1::EXPLANATION_KIND_ROUNDING).text(),
            "exactly 1105.5 JPY, rounded half away from zero to 1106 JPY by the rule of Msp");
}

}  // namespace
}  // namespace tally
