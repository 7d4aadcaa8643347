// Leaks: what is managed and not charged, charged and not managed, or counted twice.

#include "ledger/insight/leaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "insight/watched.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Leaks, WhatIsCountedBeyondAFixedQuantityIsMoneyOnAnyDay) {  // X09.
  Watched watched;
  watched.Plan(FixedLine("device", "680", "4.00"))
      .Count("rmm", "A1", "DEVICE", "712", "2026-10-05");
  EXPECT_THAT(watched.Leaks("2026-10-31"), SizeIs(1));
  const v1::BillingLeak leak = watched.Leaks("2026-10-05")[0];
  EXPECT_EQ(leak.kind(), v1::LEAK_KIND_MANAGED_NOT_CHARGED);
  EXPECT_EQ(leak.managed(), "712");
  EXPECT_EQ(leak.charged(), "680");
  EXPECT_EQ(leak.difference(), "32");
  EXPECT_EQ(leak.unit_price(), "4");
  EXPECT_EQ(FormatAmount(leak.monthly_amount()), "128.00");
  EXPECT_THAT(leak.line_ids(), ElementsAre("device"));
  EXPECT_EQ(leak.counted(0).quantity(), "712");
}

TEST(Leaks, BeforeTheFirstCountAllThatIsChargedIsNotManaged) {
  Watched watched;
  watched.Plan(FixedLine("device", "680", "4.00"))
      .Count("rmm", "A1", "DEVICE", "712", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-04");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_CHARGED_NOT_MANAGED);
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "-2720.00");
}

TEST(Leaks, WhatIsChargedAndNotCountedIsNegative) {
  Watched watched;
  watched.Plan(FixedLine("device", "20", "5")).Count("rmm", "A1", "DEVICE", "18", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_CHARGED_NOT_MANAGED);
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "-10.00");
}

TEST(Leaks, ACountedLineAndARetainerDoNotLeak) {
  Watched watched;
  watched.Plan(DeviceLine("4") + FixedLine("stamp", "1", "750"))
      .Count("rmm", "A1", "DEVICE", "712", "2026-10-05");
  EXPECT_THAT(watched.Leaks("2026-10-31"), IsEmpty());
}

TEST(Leaks, ACustomerWithoutAPlanIsNotChargedAnything) {
  Watched watched;
  watched.Count("rmm", "A1", "DEVICE", "7", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_MANAGED_NOT_CHARGED);
  EXPECT_EQ(leaks[0].item_id(), "device");
  EXPECT_FALSE(leaks[0].has_monthly_amount());
}

TEST(Leaks, WhatIsBeyondAnAllowanceAndOnlyFlaggedLeaks) {
  Watched watched;
  watched.Plan(DeviceLine("4", "included { quantity: '25' overage: OVERAGE_FLAG }"))
      .Count("rmm", "A1", "DEVICE", "31", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].difference(), "6");
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "24.00");
}

TEST(Leaks, APriceForAYearIsATwelfthOfItAMonth) {
  Watched watched;
  watched
      .Plan(
          "lines { item_id: 'device' fixed { quantity: '10' } held { unit_price: '120' } "
          "  cadence { months: 12 } }")
      .Count("rmm", "A1", "DEVICE", "12", "2026-10-05");
  EXPECT_EQ(FormatAmount(watched.Leaks("2026-10-31").at(0).monthly_amount()), "20.00");
}

TEST(Leaks, OfTwoSourcesOfAnItemTheOneThatCountsMostIsManaged) {
  Watched watched;
  watched
      .Event(
          "source_defined { org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
          "  meters { meter: 'SEAT' item_id: 'seat' } "
          "  meters { meter: 'AGENT' item_id: 'device' } } }")
      .Plan(DeviceLine("4"))
      .Count("rmm", "A1", "DEVICE", "18", "2026-10-05")
      .Count("shop", "S1", "AGENT", "20", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].managed(), "20");
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "8.00");
}

TEST(Leaks, ASourceThatALineOnlyComparesWithIsNoLeak) {
  Watched watched;
  watched
      .Plan(
          "lines { item_id: 'device' held { unit_price: '4' } counted { source_id: 'rmm' "
          "  meter: 'DEVICE' rule: QUANTITY_RULE_PERIOD_END "
          "  others { source_id: 'shop' meter: 'AGENT' } } }")
      .Count("rmm", "A1", "DEVICE", "18", "2026-10-05")
      .Count("shop", "S1", "AGENT", "20", "2026-10-05");
  EXPECT_THAT(watched.Leaks("2026-10-31"), IsEmpty());
}

TEST(Leaks, WhatTwoLinesChargeIsChargedOnceForNothing) {
  Watched watched;
  watched
      .Plan(DeviceLine("4") +
            "lines { line_id: 'care' item_id: 'device' held { unit_price: '3' } "
            "  counted { source_id: 'rmm' meter: 'DEVICE' "
            "    rule: QUANTITY_RULE_PERIOD_END } }")
      .Count("rmm", "A1", "DEVICE", "10", "2026-10-05");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_COUNTED_TWICE);
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "-30.00");
  EXPECT_THAT(leaks[0].detail(), HasSubstr("by device and by care"));
}

TEST(Leaks, MembersOnTwoAccountsAreCountedTwiceUnlessTheLineCountsThemOnce) {
  const auto watched = [](const char* distinct) {
    Watched of_two;
    of_two
        .Event(
            "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'A' "
            "  accounts { source_id: 'rmm' account: 'A1' } "
            "  accounts { source_id: 'rmm' account: 'A9' } } }")
        .Plan(absl::StrCat("lines { item_id: 'device' held { unit_price: '4' } counted { "
                           "  source_id: 'rmm' meter: 'DEVICE' rule: QUANTITY_RULE_PERIOD_END ",
                           distinct, " } }"))
        .Count("rmm", "A1", "DEVICE", "", "2026-10-05", "members: 'ann' members: 'bob'")
        .Count("rmm", "A9", "DEVICE", "", "2026-10-05", "members: 'bob' members: 'eve'");
    return of_two.Leaks("2026-10-31");
  };
  const auto leaks = watched("");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_COUNTED_TWICE);
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "-4.00");
  EXPECT_THAT(leaks[0].detail(), HasSubstr("bob"));
  EXPECT_THAT(watched("distinct: true"), IsEmpty());
}

TEST(Leaks, AMeterThatIsMappedToNothingLeaksAtCost) {  // X07.
  Watched watched;
  watched.Count("shop", "S1", "NCE-1", "18", "2026-10-05", "unit_cost: '11' cost_currency: 'USD'");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].kind(), v1::LEAK_KIND_UNMAPPED_METER);
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "198.00");
}

TEST(Leaks, UsageThatNoLineTakesIsListed) {
  Watched watched;
  watched
      .Do<v1::RecordTimeEntries>(
          "org_id: 'msp' source_id: 'rmm' "
          "entries { entry_id: 't1' customer_id: 'alpha' date: '2026-10-02' minutes: 90 "
          "  ticket: '7' unit_price: '100' } "
          "entries { entry_id: 't2' customer_id: 'alpha' date: '2026-10-03' minutes: 60 "
          "  ticket: '8' not_billable: true }")
      .Do<v1::RecordChargeEntries>(
          "org_id: 'msp' source_id: 'rmm' charges { entry_id: 'c1' customer_id: 'alpha' "
          "  date: '2026-10-04' kind: CHARGE_KIND_HARDWARE description: 'Router' quantity: '2' "
          "  unit_cost: '80' cost_currency: 'USD' }")
      .Do<v1::RecordTriggerEntries>(
          "org_id: 'msp' source_id: 'rmm' triggers { key: 'm1' customer_id: 'alpha' "
          "  kind: TRIGGER_KIND_MILESTONE date: '2026-10-04' amount: '500' }");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(3));
  EXPECT_THAT(leaks[0].detail(), HasSubstr("1.5 billable hours in 1 time entries"));
  EXPECT_EQ(FormatAmount(leaks[0].monthly_amount()), "150.00");
  EXPECT_EQ(FormatAmount(leaks[1].monthly_amount()), "160.00");
  EXPECT_EQ(FormatAmount(leaks[2].monthly_amount()), "500.00");
  EXPECT_THAT(watched.Leaks("2026-11-30"), SizeIs(1)) << "an open trigger waits for a line";
}

TEST(Leaks, UsageThatALineTakesIsNot) {
  Watched watched;
  watched
      .Plan(
          "lines { line_id: 'hours' item_id: 'stamp' time { kind: TIME_KIND_TICKET } "
          "  held { unit_price: '100' } }")
      .Do<v1::RecordTimeEntries>(
          "org_id: 'msp' source_id: 'rmm' "
          "entries { entry_id: 't1' customer_id: 'alpha' date: '2026-10-02' minutes: 90 "
          "  ticket: '7' } "
          "entries { entry_id: 't2' customer_id: 'alpha' date: '2026-10-02' minutes: 30 "
          "  project: 'p' }");
  const auto leaks = watched.Leaks("2026-10-31");
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].managed(), "0.5");
}

}  // namespace
}  // namespace tally
