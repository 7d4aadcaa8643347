#include "ledger/deciders/catalog.h"

#include "support/scenario.h"

namespace tally {
namespace {

Scenario Msp() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .Given("tax_defined { org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'seat' name: 'Seat' } }");
  return scenario;
}

TEST(DefineItem, AddsAnItem) {
  const char* item =
      "org_id: 'msp' item { item_id: 'device' name: 'Device' tax_id: 'vat' "
      "  external_ids { system: 'quickbooks' id: '7' } external_ids { system: 'xero' id: '7' } }";
  Msp().When<v1::DefineItem>(item).Then(absl::StrCat("item_defined { ", item, " }"));
}

TEST(DefineItem, ChangesAnItemWhoseEtagIsCurrent) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::DefineItem>(
      "org_id: 'msp' etag: '3' item { item_id: 'seat' name: 'Licence' tax_id: 'vat' }");
  EXPECT_EQ(msp.books().items.Find("msp", "seat")->name(), "Licence");
  EXPECT_EQ(msp.books().items.Find("msp", "seat")->etag(), "4");
}

TEST(DefineItem, ChangesNothingIfItIsAsItWas) {
  Msp()
      .When<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' etag: 'old' }")
      .ThenNothing();
}

TEST(DefineItem, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' etag: '9' item { item_id: 'seat' tax_id: 'none' }", v1::REASON_ORG_NOT_FOUND,
       "org_id"},
      {"org_id: 'msp' etag: '9' item { item_id: 'seat' tax_id: 'none' }", v1::REASON_ETAG_MISMATCH,
       "etag"},
      {"org_id: 'msp' item { item_id: 'seat' tax_id: 'none' "
       "  external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' } }",
       v1::REASON_TAX_NOT_FOUND, "item.tax_id"},
      {"org_id: 'msp' item { item_id: 'seat' tax_id: 'exempt' }", v1::REASON_TAX_NOT_FOUND,
       "item.tax_id"},
      {"org_id: 'msp' item { item_id: 'seat' tax_id: 'vat' "
       "  external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' } }",
       v1::REASON_LISTED_TWICE, "item.external_ids[1]"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<v1::DefineItem>(command).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
