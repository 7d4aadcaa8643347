#include "clients/cli/show/lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/show/plan_sheet.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::HasSubstr;

std::string PlanOf(absl::string_view fields) {
  return PlanSheet(
      Parse<v1::Plan>(absl::StrCat("customer_id: 'acme' effective_from: '2026-01-01' ", fields)),
      {});
}

TEST(PlanSheet, ShowsPlainLines) {
  EXPECT_EQ(PlanOf("lines { line_id: 'retainer' item_id: 'retainer' fixed { quantity: '1' } "
                   "  held { unit_price: '750' } } "
                   "lines { line_id: 'seat' item_id: 'm365' counted { source_id: 'shop' "
                   "  meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_END } "
                   "  vendor { markup_percent: '20' } }"),
            "Plan of acme from 2026-01-01\n"
            "line      item      quantity                      price\n"
            "retainer  retainer  1                               750\n"
            "seat      m365      shop SEAT, period end  vendor + 20%\n");
  EXPECT_EQ(PlanOf(""), "Plan of acme from 2026-01-01\nNo lines.\n");
}

TEST(PlanSheet, ShowsEveryRuleOfCounting) {
  EXPECT_THAT(PlanOf("lines { line_id: 'a' item_id: 'a' held { unit_price: '1' } counted { "
                     "  source_id: 's' meter: 'M' rule: QUANTITY_RULE_RUNNING_TOTAL } }"),
              HasSubstr("s M, running total"));
  EXPECT_THAT(
      PlanOf("lines { line_id: 'a' item_id: 'a' held { unit_price: '1' } counted { "
             "  source_id: 's' meter: 'M' rule: QUANTITY_RULE_SEAT_DAYS distinct: true } }"),
      HasSubstr("counted {source: s, meter: M, distinct: true} seat_days"));
}

TEST(PlanSheet, ShowsEveryKindOfLineInTheWordsOfABook) {
  EXPECT_EQ(
      PlanOf("effective_time: '12:00' "
             "lines { line_id: 'device' item_id: 'device' fixed { quantity: '22' } tiered { "
             "  mode: TIER_MODE_PACKAGE tiers { up_to: '1000' unit_price: '1' block_size: '100' } "
             "  tiers { flat_fee: '50' } } cadence { months: 3 timing: TIMING_IN_ADVANCE } "
             "  proration: PRORATION_BY_DAY } "
             "lines { line_id: 'help' item_id: 'help' time { kind: TIME_KIND_TICKET } "
             "  held { unit_price: '150' } included { quantity: '10' overage: OVERAGE_BILL } } "
             "lines { line_id: 'hw' item_id: 'hw' pass_through { kind: CHARGE_KIND_HARDWARE } "
             "  vendor { margin_percent: '15' } } "
             "lines { line_id: 'go' item_id: 'go' triggered { kind: TRIGGER_KIND_MILESTONE "
             "  subject: 'go-live' } "
             "  held { unit_price: '500' } } "
             "lines { line_id: 'sla' item_id: 'sla' credit { line_id: 'help' percent: '10' "
             "  trigger: TRIGGER_KIND_SLA_BREACH } } "
             "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM amount: '100' "
             "  item_id: 'seat' months: 3 } "
             "discounts { name: 'Loyalty' percent: '5' tax: DISCOUNT_TAX_AFTER }"),
      "Plan of acme from 2026-01-01 12:00\n"
      "line    item    quantity                                                 price\n"
      "device  device  22                                               package tiers\n"
      "    up to 1,000 at 1 for each 100; above flat 50\n"
      "    bill: quarterly, when: in_advance, proration: by_day\n"
      "help    help    time tickets                                               150\n"
      "    included: 10\n"
      "hw      hw      pass_through hardware            {follow: vendor, margin: 15%}\n"
      "go      go      each milestone of go-live                                  500\n"
      "sla     sla     credit on help, each sla_breach                            10%\n"
      "commitment least: minimum: 100, item: seat, over: 3 months\n"
      "discount: {name: Loyalty, percent: 5%, tax: after}\n");
}

TEST(TaxTable, ShowsLaterRatesTheTaxesOfACodeAndWhyNothingIsCharged) {
  EXPECT_EQ(TaxTable(Parse<v1::TaxPage>(
                         "taxes { tax_id: 'reverse' name: 'Reverse' rate_percent: '0' "
                         "  exemption_reason: 'Reverse charge' } "
                         "taxes { tax_id: 'sales' name: 'Sales tax' "
                         "  components { name: 'State' rate_percent: '5' "
                         "    rates { effective_from: '2026-07-01' rate_percent: '6' } } "
                         "  components { name: 'City' rate_percent: '8' compound: true } } "
                         "taxes { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
                         "  rates { effective_from: '2026-02-01' rate_percent: '21' } }"),
                     {}),
            "tax      name                           rate\n"
            "reverse  Reverse                          0%\n"
            "    Reverse charge\n"
            "sales    Sales tax\n"
            "    State 5%, 6% from 2026-07-01\n"
            "    City 8%, on the taxes before it too\n"
            "vat      VAT        20%, 21% from 2026-02-01\n");
}

TEST(SourceTable, ShowsWhoIsNotCounted) {
  EXPECT_EQ(SourceTable(
                Parse<v1::SourcePage>("sources { source_id: 'm365' kind: 'graph' "
                                      "  meters { meter: 'USER' item_id: 'seat' ignores_case: true "
                                      "    excluded_members: 'svc-*' excluded_members: 'kiosk-*' } "
                                      "  meters { meter: 'DEVICE' item_id: 'device' } }"),
                {}),
            "source  kind   meter   billed as\n"
            "m365    graph  USER    seat\n"
            "    without svc-*, kiosk-*; members in any case of letters\n"
            "m365    graph  DEVICE  device\n");
}

TEST(CustomerSheet, ShowsItsZoneAndWhyItPaysNoTax) {
  EXPECT_EQ(
      CustomerSheet(Parse<v1::Customer>("customer_id: 'cove' name: 'Cove' tax_id: 'exempt' "
                                        "exemption_reason: 'Charity' time_zone: 'America/Denver'"),
                    {}),
      "Cove (cove)\n"
      "  tax            exempt\n"
      "  because        Charity\n"
      "  time zone      America/Denver\n");
}

}  // namespace
}  // namespace tally
