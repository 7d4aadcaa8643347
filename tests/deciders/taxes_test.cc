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

TEST(DefineTax, AddsRatesThatChange) {
  Msp()
      .When<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20.0' "
          "  rates { effective_from: '2027-01-01' rate_percent: '21.50' } "
          "  rates { effective_from: '2027-07-01' rate_percent: '19.0' } "
          "  exemption_reason: 'Reverse charge' }")
      .Then(
          "tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
          "  rates { effective_from: '2027-01-01' rate_percent: '21.5' } "
          "  rates { effective_from: '2027-07-01' rate_percent: '19' } "
          "  exemption_reason: 'Reverse charge' } }");
}

TEST(DefineTax, AddsACodeOfSeveralTaxes) {
  Msp()
      .When<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'both' name: 'Both' "
          "  components { name: 'GST' rate_percent: '5.0' } "
          "  components { name: 'PST' rate_percent: '8.0' compound: true "
          "    rates { effective_from: '2027-01-01' rate_percent: '9.50' } } }")
      .Then(
          "tax_defined { org_id: 'msp' tax { tax_id: 'both' name: 'Both' "
          "  components { name: 'GST' rate_percent: '5' } "
          "  components { name: 'PST' rate_percent: '8' compound: true "
          "    rates { effective_from: '2027-01-01' rate_percent: '9.5' } } } }");
}

TEST(DefineTax, RefusesRatesThatCannotBe) {
  struct Row {
    const char* tax;
    const char* field;
  };
  const Row rows[] = {
      {"", "tax.rate_percent"},
      {"rates { effective_from: '2027-01-01' rate_percent: '21' }", "tax.rate_percent"},
      {"rate_percent: '5' components { name: 'A' rate_percent: '5' }", "tax.components"},
      {"rates { effective_from: '2027-01-01' rate_percent: '21' } "
       "components { name: 'A' rate_percent: '5' }",
       "tax.rates"},
      {"rate_percent: '5' rates { effective_from: '2027-01-01' rate_percent: '6' } "
       "rates { effective_from: '2027-01-01' rate_percent: '7' }",
       "tax.rates[1].effective_from"},
      {"rate_percent: '5' rates { effective_from: '2027-01-01' rate_percent: '6' } "
       "rates { effective_from: '2027-01-02' rate_percent: '7' } "
       "rates { effective_from: '2026-12-31' rate_percent: '8' }",
       "tax.rates[2].effective_from"},
      {"components { name: 'A' rate_percent: '5' } components { name: 'B' rate_percent: '5' } "
       "components { name: 'A' rate_percent: '6' }",
       "tax.components[2].name"},
      {"components { name: 'A' rate_percent: '5' } components { name: 'B' rate_percent: '5' "
       "  rates { effective_from: '2027-01-02' rate_percent: '7' } "
       "  rates { effective_from: '2026-12-31' rate_percent: '8' } }",
       "tax.components[1].rates[1].effective_from"},
      // Ten of them on top of each other have more than 30 decimals.
      {"components { name: 'A' rate_percent: '999.999' } "
       "components { name: 'B' rate_percent: '999.999' compound: true } "
       "components { name: 'C' rate_percent: '999.999' compound: true } "
       "components { name: 'D' rate_percent: '999.999' compound: true } "
       "components { name: 'E' rate_percent: '999.999' compound: true } "
       "components { name: 'F' rate_percent: '999.999' compound: true } "
       "components { name: 'G' rate_percent: '999.999' compound: true } "
       "components { name: 'H' rate_percent: '999.999' compound: true } "
       "components { name: 'I' rate_percent: '999.999' compound: true } "
       "components { name: 'J' rate_percent: '999.999' compound: true }",
       "tax.components"},
  };
  for (const auto& [tax, field] : rows) {
    SCOPED_TRACE(tax);
    Msp()
        .When<v1::DefineTax>(
            absl::StrCat("org_id: 'msp' tax { tax_id: 'sales' name: 'Sales tax' ", tax, " }"))
        .Refused(v1::REASON_TAX_RATES_INVALID, field);
  }
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
