#include "ledger/deciders/customers.h"

#include "support/provider.h"

namespace tally {
namespace {

TEST(DefineCustomer, AddsACustomer) {
  const char* customer =
      "org_id: 'msp' customer { customer_id: 'gamma' name: 'Gamma' email: 'ap@gamma.example' "
      "  currency: 'EUR' tax_id: 'low' payment_terms { kind: TERMS_KIND_NET days: 14 } "
      "  accounts { source_id: 'rmm' account: 'A3' } accounts { source_id: 'shop' account: 'A3' } "
      "  external_ids { system: 'quickbooks' id: '3' } "
      "  meters { source_id: 'rmm' meter: 'MAC' item_id: 'device' } "
      "  meters { source_id: 'shop' meter: 'MAC' item_id: 'seat' } }";
  Provider().When<v1::DefineCustomer>(customer).Then(
      absl::StrCat("customer_defined { ", customer, " }"));
}

TEST(DefineCustomer, MayBeExemptFromTax) {
  Provider()
      .When<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'c' tax_id: 'exempt' }")
      .Then("customer_defined { org_id: 'msp' customer { customer_id: 'c' tax_id: 'exempt' } }");
  const char* with_reason =
      "org_id: 'msp' customer { customer_id: 'c' tax_id: 'exempt' exemption_reason: 'Charity' }";
  Provider()
      .When<v1::DefineCustomer>(with_reason)
      .Then(absl::StrCat("customer_defined { ", with_reason, " }"));
}

TEST(DefineCustomer, MayHaveSeveralAccountsInASource) {
  const char* customer =
      "org_id: 'msp' customer { customer_id: 'gamma' time_zone: 'America/New_York' "
      "  accounts { source_id: 'rmm' account: 'A3' } accounts { source_id: 'rmm' account: 'A4' } }";
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::DefineCustomer>(customer);
  EXPECT_EQ(scenario.books().account_owners.Find("msp", "rmm", "A3")->value(), "gamma");
  EXPECT_EQ(scenario.books().account_owners.Find("msp", "rmm", "A4")->value(), "gamma");
}

TEST(DefineCustomer, ChangesACustomerWhoseEtagIsCurrent) {
  Scenario scenario = Provider();
  const std::string etag = scenario.books().customers.Find("msp", "alpha")->etag();
  EXPECT_EQ(etag, "10");
  scenario.GivenCommand<v1::DefineCustomer>(
      "org_id: 'msp' etag: '10' customer { customer_id: 'alpha' name: 'New' }");
  EXPECT_EQ(scenario.books().customers.Find("msp", "alpha")->name(), "New");
  EXPECT_EQ(scenario.books().customers.Find("msp", "alpha")->etag(), "12");
}

TEST(DefineCustomer, ChangesNothingIfItIsAsItWas) {
  Scenario scenario = Provider();
  v1::DefineCustomer again;
  again.set_org_id("msp");
  *again.mutable_customer() = *scenario.books().customers.Find("msp", "alpha");
  scenario.When(again).ThenNothing();
}

// The org's currency by name is the same currency; only another one is refused.
TEST(DefineCustomer, MaySayTheOrgsCurrency) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::DefineCustomer>(
          "org_id: 'msp' customer { customer_id: 'alpha' currency: 'USD' }")
      .When<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'alpha' }")
      .Then("customer_defined { org_id: 'msp' customer { customer_id: 'alpha' } }");
}

TEST(DefineCustomer, MayTakeAnAccountThatAnotherGaveUp) {
  const char* take =
      "org_id: 'msp' customer { customer_id: 'beta' "
      "  accounts { source_id: 'rmm' account: 'A1' } }";
  Scenario scenario = Provider();
  scenario.When<v1::DefineCustomer>(take).Refused(v1::REASON_ACCOUNT_IS_ANOTHERS,
                                                  "customer.accounts[0].account");
  scenario
      .GivenCommand<v1::DefineCustomer>(
          "org_id: 'msp' customer { customer_id: 'alpha' "
          "  accounts { source_id: 'shop' account: 'S1' } }")
      .GivenCommand<v1::DefineCustomer>(take);
  EXPECT_EQ(scenario.books().account_owners.Find("msp", "rmm", "A1")->value(), "beta");
  EXPECT_FALSE(scenario.books().account_owners.Has("msp", "rmm", "A2"));
}

TEST(DefineCustomer, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' etag: '9' customer { customer_id: 'alpha' }", v1::REASON_ORG_NOT_FOUND,
       "org_id"},
      {"org_id: 'msp' etag: '9' customer { customer_id: 'alpha' currency: 'EUR' }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' customer { customer_id: 'alpha' currency: 'EUR' tax_id: 'none' }",
       v1::REASON_CURRENCY_IS_FIXED, "customer.currency"},
      {"org_id: 'msp' customer { customer_id: 'alpha' tax_id: 'none' "
       "  payment_terms { days: 366 } }",
       v1::REASON_TAX_NOT_FOUND, "customer.tax_id"},
      {"org_id: 'msp' customer { customer_id: 'alpha' tax_id: 'low' exemption_reason: 'Charity' "
       "  payment_terms { days: 366 } }",
       v1::REASON_FIELD_INVALID, "customer.exemption_reason"},
      {"org_id: 'msp' customer { customer_id: 'alpha' payment_terms { days: 366 } "
       "  accounts { source_id: 'none' account: 'A1' } }",
       v1::REASON_FIELD_INVALID, "customer.payment_terms.days"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  accounts { source_id: 'none' account: 'A1' } "
       "  accounts { source_id: 'rmm' account: 'A2' } }",
       v1::REASON_SOURCE_NOT_FOUND, "customer.accounts[0].source_id"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  accounts { source_id: 'rmm' account: 'A1' } "
       "  accounts { source_id: 'rmm' account: 'A2' } }",
       v1::REASON_ACCOUNT_IS_ANOTHERS, "customer.accounts[1].account"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  accounts { source_id: 'rmm' account: 'A1' } "
       "  accounts { source_id: 'rmm' account: 'A1' } "
       "  meters { source_id: 'none' meter: 'M' item_id: 'none' } }",
       v1::REASON_LISTED_TWICE, "customer.accounts[1]"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  meters { source_id: 'none' meter: 'M' item_id: 'none' } }",
       v1::REASON_SOURCE_NOT_FOUND, "customer.meters[0].source_id"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  meters { source_id: 'rmm' meter: 'M' item_id: 'none' } }",
       v1::REASON_ITEM_NOT_FOUND, "customer.meters[0].item_id"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  meters { source_id: 'rmm' meter: 'M' item_id: 'seat' } "
       "  meters { source_id: 'rmm' meter: 'M' item_id: 'device' } "
       "  external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' } }",
       v1::REASON_LISTED_TWICE, "customer.meters[1]"},
      {"org_id: 'msp' customer { customer_id: 'alpha' "
       "  external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' } }",
       v1::REASON_LISTED_TWICE, "customer.external_ids[1]"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Provider().When<v1::DefineCustomer>(command).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
