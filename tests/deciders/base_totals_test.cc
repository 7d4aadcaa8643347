// What an invoice in another currency than the org's comes to in the org's.

#include <gtest/gtest.h>

#include "ledger/deciders/drafts.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/orgs.h"
#include "support/provider.h"

namespace tally {
namespace {

// Gamma pays in euros: a book for 10.01, and 5 % tax on it, which is 0.50.
Scenario October() {
  Scenario scenario = Provider();
  scenario
      .Given(
          "customer_defined { org_id: 'msp' "
          "  customer { customer_id: 'gamma' name: 'G' currency: 'EUR' } }")
      .GivenCommand<v1::SetPlan>(PlanOf("gamma", FixedLine("book", "1", "10.01")))
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("book", "1", "10.01")));
  RunMonth(scenario, "2026-10");
  return scenario;
}

std::string Rate(absl::string_view from, absl::string_view rate, absl::string_view date) {
  return absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                      "' to_currency: 'USD' rate: '", rate, "' date: '", date, "' source: 'ECB' }");
}

// The invoice of the customer's draft.
v1::Invoice Approved(Scenario& scenario, const char* customer) {
  scenario.When(Approval(scenario, customer, "2026-10"));
  EXPECT_EQ(scenario.events().size(), 2U);
  return scenario.events().empty() ? v1::Invoice()
                                   : scenario.events()[1].invoice_issued().invoice();
}

// 10.01 x 1.095 is 10.96095, and 0.50 x 1.095 is 0.5475.
TEST(BaseTotals, AreAtTheLastRateUpToTheIssueDate) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1.2", "2026-10-30"))
      .GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1.095", "2026-11-03"))
      .GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1.3", "2026-11-04"));
  const v1::Invoice invoice = Approved(scenario, "gamma");
  EXPECT_TRUE(IsSame(
      Parse<v1::BaseTotals>(absl::StrCat(
          "exchange { from_currency: 'EUR' to_currency: 'USD' rate: '1.095' date: '2026-11-03' "
          "  source: 'ECB' position: ",
          scenario.position() - 1, " } ",
          "totals { net { minor_units: 1096 currency: 'USD' } "
          "  tax { minor_units: 55 currency: 'USD' } total { minor_units: 1151 currency: 'USD' } "
          "}")),
      invoice.base_totals()));
}

TEST(BaseTotals, AreUnsetWithoutARate) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1.3", "2026-11-04"))
      .GivenCommand<v1::RecordExchangeRates>(Rate("GBP", "1.3", "2026-11-01"));
  EXPECT_FALSE(Approved(scenario, "gamma").has_base_totals());
}

TEST(BaseTotals, AreUnsetInTheOrgsOwnCurrency) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1.1", "2026-10-30"));
  EXPECT_FALSE(Approved(scenario, "alpha").has_base_totals());
}

TEST(BaseTotals, AreRoundedAsTheOrgRounds) {
  Scenario scenario = Provider();
  scenario
      .Given(
          "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  rounding: ROUNDING_HALF_EVEN } }")
      .Given(
          "customer_defined { org_id: 'msp' "
          "  customer { customer_id: 'gamma' name: 'G' currency: 'EUR' } }")
      .GivenCommand<v1::SetPlan>(PlanOf("gamma", FixedLine("stamp", "1", "0.01")))
      .GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "0.5", "2026-11-03"));
  RunMonth(scenario, "2026-10");
  EXPECT_EQ(Approved(scenario, "gamma").base_totals().totals().total().minor_units(), 0);
}

TEST(BaseTotals, ThatDoNotFitAreRefused) {
  Scenario scenario = Provider();
  scenario
      .Given(
          "customer_defined { org_id: 'msp' "
          "  customer { customer_id: 'gamma' name: 'G' currency: 'EUR' } }")
      .GivenCommand<v1::SetPlan>(PlanOf("gamma", FixedLine("stamp", "10000000", "1000000000")))
      .GivenCommand<v1::RecordExchangeRates>(Rate("EUR", "1000000000", "2026-11-03"));
  RunMonth(scenario, "2026-10");
  scenario.When(Approval(scenario, "gamma", "2026-10"))
      .Refused(v1::REASON_AMOUNT_OUT_OF_RANGE, "totals");
}

}  // namespace
}  // namespace tally
