#include "ledger/deciders/plans.h"

#include "support/provider.h"

namespace tally {
namespace {

TEST(SetPlan, GivesLinesTheirIdsAndWritesNumbersTheShortestWay) {
  Provider()
      .When<v1::SetPlan>(PlanOf("alpha",
                                "etag: 'old' "
                                "lines { item_id: 'seat' fixed { quantity: '6.0' } "
                                "        held { unit_price: '2.130' } } "
                                "lines { item_id: 'device' counted { source_id: 'rmm' "
                                "        meter: 'DEVICE' rule: QUANTITY_RULE_PEAK } "
                                "        vendor { markup_percent: '17.50' } } "
                                "lines { item_id: 'seat' fixed { quantity: '0' } "
                                "        held { unit_price: '0.00' } } "
                                "lines { line_id: 'extra' item_id: 'seat' "
                                "        fixed { quantity: '1' } held { unit_price: '1' } } "
                                "lines { item_id: 'seat' fixed { quantity: '1' } "
                                "        held { unit_price: '1' } } "))
      .Then(absl::StrCat("plan_set { ",
                         PlanOf("alpha",
                                "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '6' } "
                                "        held { unit_price: '2.13' } } "
                                "lines { line_id: 'device' item_id: 'device' "
                                "        counted { source_id: 'rmm' meter: 'DEVICE' "
                                "                  rule: QUANTITY_RULE_PEAK } "
                                "        vendor { markup_percent: '17.5' } } "
                                "lines { line_id: 'seat-2' item_id: 'seat' "
                                "        fixed { quantity: '0' } held { unit_price: '0' } } "
                                "lines { line_id: 'extra' item_id: 'seat' "
                                "        fixed { quantity: '1' } held { unit_price: '1' } } "
                                "lines { line_id: 'seat-4' item_id: 'seat' "
                                "        fixed { quantity: '1' } held { unit_price: '1' } } "),
                         " }"));
}

TEST(SetPlan, WritesEveryNumberTheShortestWay) {
  Provider()
      .When<v1::SetPlan>(PlanOf("alpha",
                                "effective_time: '00:00:00' "
                                "lines { item_id: 'device' counted { source_id: 'rmm' "
                                "        meter: 'DEVICE' rule: QUANTITY_RULE_PEAK "
                                "        round_up_to: '1.0' } "
                                "        tiered { mode: TIER_MODE_VOLUME "
                                "          tiers { up_to: '10.0' unit_price: '2.50' } "
                                "          tiers { flat_fee: '0.0' } } "
                                "        included { quantity: '5.0' } "
                                "        discounts { name: 'x' amount: '1.00' } } "
                                "commitments { commitment_id: 'cap' amount: '150.00' "
                                "        kind: COMMITMENT_KIND_MAXIMUM } "))
      .Then(absl::StrCat("plan_set { ",
                         PlanOf("alpha",
                                "lines { line_id: 'device' item_id: 'device' "
                                "        counted { source_id: 'rmm' meter: 'DEVICE' "
                                "                  rule: QUANTITY_RULE_PEAK round_up_to: '1' } "
                                "        tiered { mode: TIER_MODE_VOLUME "
                                "          tiers { up_to: '10' unit_price: '2.5' } "
                                "          tiers { flat_fee: '0' } } "
                                "        included { quantity: '5' } "
                                "        discounts { name: 'x' amount: '1' } } "
                                "commitments { commitment_id: 'cap' amount: '150' "
                                "        kind: COMMITMENT_KIND_MAXIMUM } "),
                         " }"));
}

TEST(SetPlan, MayHaveNoLines) {
  Provider()
      .When<v1::SetPlan>(PlanOf("alpha", ""))
      .Then(absl::StrCat("plan_set { ", PlanOf("alpha", ""), " }"));
}

TEST(SetPlan, ChangesNothingIfItIsAsItWas) {
  Provider()
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "6", "2.13")))
      .When<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "6.000", "2.130")))
      .ThenNothing();
}

TEST(SetPlan, KeepsThePlansOfOtherDays) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "6", "2.13")))
      .GivenCommand<v1::SetPlan>(
          "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-07-01' }")
      .GivenCommand<v1::SetPlan>(
          absl::StrCat("etag: '12' ", PlanOf("alpha", FixedLine("seat", "7", "2.13"))));
  const auto first = scenario.books().plans.Find("msp", "alpha", "2026-01-01");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->lines(0).fixed().quantity(), "7");
  EXPECT_EQ(first->etag(), "14");
  EXPECT_EQ(scenario.books().plans.Find("msp", "alpha", "2026-07-01")->etag(), "13");
}

TEST(SetPlan, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' plan { customer_id: 'none' }", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' etag: '9' plan { customer_id: 'none' }", v1::REASON_CUSTOMER_NOT_FOUND,
       "plan.customer_id"},
      {"org_id: 'msp' etag: '9' plan { customer_id: 'alpha' lines { item_id: 'none' } }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"org_id: 'msp' plan { customer_id: 'alpha' lines { item_id: 'none' } }",
       v1::REASON_ITEM_NOT_FOUND, "plan.lines[0].item_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' lines { item_id: 'seat' } }",
       v1::REASON_QUANTITY_MISSING, "plan.lines[0]"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' counted { source_id: 'none' } } }",
       v1::REASON_SOURCE_NOT_FOUND, "plan.lines[0].counted.source_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' counted { source_id: 'rmm' } } }",
       v1::REASON_PRICE_MISSING, "plan.lines[0]"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' fixed { quantity: '1' } vendor { markup_percent: '5' } } }",
       v1::REASON_VENDOR_PRICE_NEEDS_COUNT, "plan.lines[0].vendor"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { line_id: 'a' item_id: 'seat' fixed { quantity: '1' } held {} } "
       "  lines { line_id: 'a' item_id: 'device' fixed { quantity: '1' } held {} } }",
       v1::REASON_LISTED_TWICE, "plan.lines[1]"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' counted { source_id: 'rmm' others { source_id: 'none' } } } }",
       v1::REASON_SOURCE_NOT_FOUND, "plan.lines[0].counted.others[0].source_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' lines { item_id: 'seat' } "
       "  commitments { commitment_id: 'a' item_id: 'none' } }",
       v1::REASON_ITEM_NOT_FOUND, "plan.commitments[0].item_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' counted { source_id: 'rmm' } vendor {} } }",
       v1::REASON_FIELD_MISSING, "plan.lines[0].vendor.markup_percent"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' fixed { quantity: '1' } "
       "          tiered { mode: TIER_MODE_VOLUME tiers { up_to: '5' unit_price: '1' } } } }",
       v1::REASON_TIERS_INVALID, "plan.lines[0].tiered.tiers[0].up_to"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { item_id: 'seat' credit { line_id: 'none' amount: '1' } } }",
       v1::REASON_PLAN_LINE_NOT_FOUND, "plan.lines[0].credit.line_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  commitments { commitment_id: 'a' kind: COMMITMENT_KIND_MAXIMUM item_id: 'seat' } }",
       v1::REASON_PLAN_CONTRADICTS_ITSELF, "plan.commitments[0].item_id"},
      {"org_id: 'msp' plan { customer_id: 'alpha' discounts { name: 'x' } }",
       v1::REASON_FIELD_MISSING, "plan.discounts[0].percent"},
      // The id that the second line would be given is taken.
      {"org_id: 'msp' plan { customer_id: 'alpha' "
       "  lines { line_id: 'seat-2' item_id: 'seat' fixed { quantity: '1' } held {} } "
       "  lines { item_id: 'seat' fixed { quantity: '1' } held {} } }",
       v1::REASON_LISTED_TWICE, "plan.lines[1]"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Provider().When<v1::SetPlan>(command).Refused(reason, field);
  }
}

// Line ids are given back in later commands, where they must be ids.
TEST(SetPlan, GivesIdsThatAreIds) {
  const std::string item_id(64, 'x');
  Scenario scenario = Provider();
  scenario.Given(absl::StrCat("item_defined { org_id: 'msp' item { item_id: '", item_id, "' } }"))
      .GivenCommand<v1::SetPlan>(
          PlanOf("alpha", FixedLine(item_id, "1", "1") + FixedLine(item_id, "1", "1")));
  const v1::Plan plan = *scenario.books().plans.Find("msp", "alpha", "2026-01-01");
  for (const v1::PlanLine& line : plan.lines()) {
    EXPECT_LE(line.line_id().size(), 64U);
  }
}

}  // namespace
}  // namespace tally
