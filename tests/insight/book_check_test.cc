// Book check: what is odd in taxes, sources, items, customers and plans.

#include "ledger/insight/book_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "insight/watched.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> OfPlan(absl::string_view lines) {
  Watched watched;
  watched.Plan(lines).Count("rmm", "A1", "DEVICE", "10", "2026-10-05",
                            "unit_cost: '5' cost_currency: 'USD'");
  return watched.Findings("2026-10-31");
}

std::string Tiered(absl::string_view mode, absl::string_view second_price) {
  return absl::StrCat(
      "lines { item_id: 'device' counted { source_id: 'rmm' meter: 'DEVICE' "
      "  rule: QUANTITY_RULE_PERIOD_END } tiered { mode: ",
      mode, " tiers { up_to: '10' unit_price: '15' } tiers { unit_price: '", second_price,
      "' } } }");
}

TEST(BookCheck, NothingIsOddAboutAPlainPlan) { EXPECT_THAT(OfPlan(DeviceLine("6")), IsEmpty()); }

TEST(BookCheck, VolumeTiersHaveACliffWhereOneMoreCostsLess) {
  EXPECT_THAT(OfPlan(Tiered("TIER_MODE_VOLUME", "10")), ElementsAre("VOLUME_CLIFF of device"));
  // 11 x 14 = 154 is more than 10 x 15.
  EXPECT_THAT(OfPlan(Tiered("TIER_MODE_VOLUME", "14")), IsEmpty());
  EXPECT_THAT(OfPlan(Tiered("TIER_MODE_GRADUATED", "10")), IsEmpty());
}

TEST(BookCheck, AHeldPriceBelowTheVendorsCostIsSerious) {
  EXPECT_THAT(OfPlan(DeviceLine("4.99")), ElementsAre("!PRICE_BELOW_COST of device"));
  EXPECT_THAT(OfPlan(DeviceLine("5")), IsEmpty());
}

TEST(BookCheck, ALineNeedsAnAccountAndACount) {
  EXPECT_THAT(OfPlan(DeviceLine("6") + SeatLine("6")), ElementsAre("!LINE_WITHOUT_SOURCE of seat"));
  Watched watched;
  watched.Event("customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'A' } }")
      .Plan(DeviceLine("6"));
  EXPECT_THAT(watched.Findings("2026-10-31"), ElementsAre("!LINE_WITHOUT_SOURCE of device"));
}

TEST(BookCheck, WhatIsCountedNeedsALine) {
  EXPECT_THAT(OfPlan(FixedLine("stamp", "1", "2")), ElementsAre("!SOURCE_WITHOUT_LINE of rmm"));
}

TEST(BookCheck, AnAnchorBeyondThe28thShifts) {
  EXPECT_THAT(OfPlan(DeviceLine("6", "cadence { months: 1 anchor: '2026-01-31' }")),
              ElementsAre("ANCHOR_SHIFTS of device"));
  EXPECT_THAT(OfPlan(DeviceLine("6", "cadence { months: 1 anchor: '2026-01-28' }")), IsEmpty());
  EXPECT_THAT(OfPlan(DeviceLine("6", "cadence { weeks: 1 anchor: '2026-01-31' }")), IsEmpty());
}

TEST(BookCheck, APriceOfZeroIsOdd) {
  EXPECT_THAT(OfPlan(DeviceLine("6") + FixedLine("stamp", "1", "0")),
              ElementsAre("ZERO_PRICE of stamp"));
}

TEST(BookCheck, ACustomerWithoutAPlanIsOdd) {
  EXPECT_THAT(Watched().Findings("2026-10-31"), ElementsAre("NO_PLAN of alpha"));
}

TEST(BookCheck, ACostInAnotherCurrencyNeedsARate) {
  Watched watched;
  watched
      .Plan(
          "lines { item_id: 'device' counted { source_id: 'rmm' meter: 'DEVICE' "
          "  rule: QUANTITY_RULE_PERIOD_END } vendor { markup_percent: '20' } }")
      .Count("rmm", "A1", "DEVICE", "10", "2026-10-05", "unit_cost: '5' cost_currency: 'EUR'");
  EXPECT_THAT(watched.Findings("2026-10-31"), ElementsAre("!NO_EXCHANGE_RATE of device"));
  watched.Do<v1::RecordExchangeRates>(
      "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '1.1' "
      "  date: '2026-10-01' source: 'ECB' }");
  EXPECT_THAT(watched.Findings("2026-10-31"), IsEmpty());
}

TEST(BookCheck, ATaxThatEndedAndIsStillUsedIsSerious) {
  Watched watched;
  watched.Event(
      "tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
      "  rates { effective_from: '2026-07-01' rate_percent: '0' } } }");
  EXPECT_THAT(watched.OrgFindings("2026-06-30"), Not(testing::Contains("!TAX_EXPIRED of vat")));
  EXPECT_THAT(watched.OrgFindings("2026-07-01"), testing::Contains("!TAX_EXPIRED of vat"));
}

TEST(BookCheck, WhatNothingUsesIsAHint) {
  Watched watched;
  watched.Event("tax_defined { org_id: 'msp' tax { tax_id: 'old' name: 'O' rate_percent: '1' } }")
      .Event("source_defined { org_id: 'msp' source { source_id: 'psa' kind: 'halo' } }")
      .Plan(FixedLine("stamp", "1", "2"));
  const auto findings = watched.OrgFindings("2026-10-31");
  EXPECT_THAT(findings, IsSupersetOf({"UNUSED of old", "UNUSED of book", "UNUSED of psa"}));
  EXPECT_THAT(findings, Not(testing::Contains("UNUSED of stamp")));
  EXPECT_THAT(findings, Not(testing::Contains("UNUSED of rmm")));
}

}  // namespace
}  // namespace tally
