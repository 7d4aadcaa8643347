#include "ledger/deciders/sources.h"

#include "support/scenario.h"

namespace tally {
namespace {

Scenario Msp() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'seat' name: 'Seat' } }")
      .Given("source_defined { org_id: 'msp' source { source_id: 'shop' kind: 'pax8' } }");
  return scenario;
}

TEST(DefineSource, AddsASource) {
  const char* source =
      "org_id: 'msp' source { source_id: 'rmm' kind: 'ninjaone' "
      "  meters { meter: 'SEAT' item_id: 'seat' } meters { meter: 'Seat' item_id: 'seat' } }";
  Msp().When<v1::DefineSource>(source).Then(absl::StrCat("source_defined { ", source, " }"));
}

TEST(DefineSource, ChangesASourceWhoseEtagIsCurrent) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::DefineSource>(
      "org_id: 'msp' etag: '3' source { source_id: 'shop' kind: 'pax8' "
      "  meters { meter: 'SEAT' item_id: 'seat' } }");
  EXPECT_EQ(msp.books().sources.Find("msp", "shop")->meters_size(), 1);
  EXPECT_EQ(msp.books().sources.Find("msp", "shop")->etag(), "4");
}

TEST(DefineSource, ChangesNothingIfItIsAsItWas) {
  Msp()
      .When<v1::DefineSource>("org_id: 'msp' source { source_id: 'shop' kind: 'pax8' }")
      .ThenNothing();
}

TEST(DefineSource, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' etag: '9' source { source_id: 'shop' }", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' etag: '9' source { source_id: 'shop' "
       "  meters { meter: 'A' item_id: 'none' } }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' source { source_id: 'shop' meters { meter: 'A' item_id: 'seat' } "
       "  meters { meter: 'A' item_id: 'none' } }",
       v1::REASON_ITEM_NOT_FOUND, "source.meters[1].item_id"},
      {"org_id: 'msp' source { source_id: 'shop' meters { meter: 'A' item_id: 'seat' } "
       "  meters { meter: 'A' item_id: 'seat' } }",
       v1::REASON_LISTED_TWICE, "source.meters[1]"},
      {"org_id: 'msp' source { source_id: 'shop' meters { meter: 'A' item_id: 'seat' } "
       "  meters { meter: 'B' item_id: 'seat' excluded_members: 'a*' excluded_members: 'b' "
       "    excluded_members: 'a*' } }",
       v1::REASON_LISTED_TWICE, "source.meters[1].excluded_members[2]"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<v1::DefineSource>(command).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
