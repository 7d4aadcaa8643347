#include "ledger/deciders/taxes.h"

#include "support/scenario.h"

namespace tally {
namespace {

Scenario Msp() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .Given("tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' } }");
  return scenario;
}

TEST(DefineTax, AddsATaxWithItsRateWrittenTheShortestWay) {
  Msp()
      .When<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'sales' name: 'Sales tax' rate_percent: '8.250' etag: '1' }")
      .Then(
          "tax_defined { org_id: 'msp' "
          "  tax { tax_id: 'sales' name: 'Sales tax' rate_percent: '8.25' } }");
}

TEST(DefineTax, ChangesATaxWhoseEtagIsCurrent) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::DefineTax>(
      "org_id: 'msp' etag: '2' tax { tax_id: 'vat' name: 'VAT' rate_percent: '21' }");
  EXPECT_EQ(msp.books().taxes.Find("msp", "vat")->rate_percent(), "21");
  EXPECT_EQ(msp.books().taxes.Find("msp", "vat")->etag(), "3");
}

TEST(DefineTax, ChangesNothingIfItIsAsItWas) {
  Msp()
      .When<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20.0' }")
      .ThenNothing();
}

TEST(DefineTax, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' etag: '9' tax { tax_id: 'exempt' }", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' etag: '9' tax { tax_id: 'exempt' }", v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' etag: '1' tax { tax_id: 'vat' }", v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' tax { tax_id: 'exempt' }", v1::REASON_TAX_ID_RESERVED, "tax.tax_id"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<v1::DefineTax>(command).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
