#include "ledger/deciders/runs.h"

#include "ledger/deciders/customers.h"
#include "ledger/deciders/run_outcome.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

// Alpha pays for seats that shop counts, Beta for nothing.
Scenario Counting() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", "18"));
  return scenario;
}

v1::Run RunOf(const Scenario& scenario, const std::string& run_id) {
  return scenario.books().runs.Find("msp", run_id).value_or(v1::Run());
}

// What the last command did for each customer.
v1::RunAdvanced Advanced(const Scenario& scenario) {
  for (const v1::Event& event : scenario.events()) {
    if (event.has_run_advanced()) return event.run_advanced();
  }
  return {};
}

constexpr char kStart[] = "org_id: 'msp' month: '2026-10'";
constexpr char kAdvance[] = "org_id: 'msp' run_id: '2026-10.1'";

TEST(StartRun, StartsARunOfAMonth) {
  Counting()
      .When<v1::StartRun>(kStart)
      .Then("run_started { org_id: 'msp' run_id: '2026-10.1' month: '2026-10' }")
      .Replied<v1::StartRunReply>("run_id: '2026-10.1'");
}

TEST(StartRun, NamesCustomersInOrderAndOnce) {
  Counting()
      .When<v1::StartRun>(
          absl::StrCat(kStart, " customer_ids: 'beta' customer_ids: 'alpha' customer_ids: 'beta'"))
      .Then(
          "run_started { org_id: 'msp' run_id: '2026-10.1' month: '2026-10' "
          "  customer_ids: 'alpha' customer_ids: 'beta' }");
}

TEST(StartRun, CountsTheRunsOfAMonth) {
  Scenario scenario = Counting();
  RunMonth(scenario, "2026-10");
  RunMonth(scenario, "2026-09");
  scenario.When<v1::StartRun>(kStart).Replied<v1::StartRunReply>("run_id: '2026-10.2'");
}

TEST(StartRun, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' month: '2026-11' customer_ids: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' month: '2026-11' customer_ids: 'alpha' customer_ids: 'none'",
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_ids[1]"},
      {"org_id: 'msp' month: '2026-11'", v1::REASON_MONTH_NOT_OVER, "month"},
      {"org_id: 'msp' month: '2026-10'", v1::REASON_RUN_UNDER_WAY, "month"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Counting().GivenCommand<v1::StartRun>(kStart).When<v1::StartRun>(command).Refused(reason,
                                                                                      field);
  }
}

TEST(StartRun, WaitsForMidnightWhereTheOrgIs) {
  Scenario scenario = Counting();
  scenario.Given(
      "org_defined { org { org_id: 'msp' currency: 'USD' "
      "  time_zone: 'America/Denver' } }");
  scenario.At("2026-11-01T05:59:59.999999999Z")
      .When<v1::StartRun>(kStart)
      .Refused(v1::REASON_MONTH_NOT_OVER, "month");
  scenario.At("2026-11-01T06:00:00Z")
      .When<v1::StartRun>(kStart)
      .Replied<v1::StartRunReply>("run_id: '2026-10.1'");
}

// Months are run one by one, but not one after the other.
TEST(StartRun, RunsAnotherMonthMeanwhile) {
  Counting()
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::StartRun>("org_id: 'msp' month: '2026-09'")
      .Replied<v1::StartRunReply>("run_id: '2026-09.1'");
}

TEST(AdvanceRun, DraftsTheMonthAndEnds) {
  Scenario scenario = Counting();
  scenario.GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance)
      .ThenAmongOthers(
          "draft_generated { org_id: 'msp' customer_id: 'alpha' month: '2026-10' "
          "  run_id: '2026-10.1' content { "
          "    bill_to { customer_id: 'alpha' name: 'alpha Ltd' email: 'ap@alpha.example' } "
          "    period { month: '2026-10' start @2026-10-01T00:00:00Z end @2026-11-01T00:00:00Z } "
          "    plan_effective_from: '2026-01-01' terms { text: 'net 30' days: 30 } "
          "    lines { line { line_id: 'seat' item_id: 'seat' description: 'Seat' "
          "      quantity: '18' unit_price: '12.5' "
          "      amount { minor_units: 22500 currency: 'USD' } tax_id: 'vat' "
          "      evidence { source_id: 'shop' account: 'S1' meter: 'SEAT' "
          "        observed_at @2026-10-31T22:00:00Z position: 13 } } } "
          "    tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
          "      taxable { minor_units: 22500 currency: 'USD' } "
          "      tax { minor_units: 4500 currency: 'USD' } } "
          "    totals { net { minor_units: 22500 currency: 'USD' } "
          "      tax { minor_units: 4500 currency: 'USD' } "
          "      total { minor_units: 27000 currency: 'USD' } } } }",
          "run_advanced { org_id: 'msp' run_id: '2026-10.1' last_customer_id: 'beta' "
          "  outcomes { customer_id: 'alpha' created: true "
          "    totals { net { minor_units: 22500 currency: 'USD' } "
          "      tax { minor_units: 4500 currency: 'USD' } "
          "      total { minor_units: 27000 currency: 'USD' } } } "
          "  outcomes { customer_id: 'beta' skip_reason: SKIP_REASON_NOTHING_BILLABLE "
          "    detail: 'nothing billable: no plan is in force' } }",
          "run_completed { org_id: 'msp' run_id: '2026-10.1' }")
      .Replied<v1::AdvanceRunReply>("completed: true");
}

TEST(AdvanceRun, KeepsWhatTheRunCameTo) {
  Scenario scenario = Counting();
  RunMonth(scenario.By("bob"), "2026-10");
  EXPECT_TRUE(IsSame(
      Parse<v1::Run>("run_id: '2026-10.1' org_id: 'msp' month: '2026-10' "
                     "status: RUN_STATUS_COMPLETED last_customer_id: 'beta' drafted: 1 skipped: 1 "
                     "totals { net { minor_units: 22500 currency: 'USD' } "
                     "  tax { minor_units: 4500 currency: 'USD' } "
                     "  total { minor_units: 27000 currency: 'USD' } } "
                     "started_at @2026-11-03T12:00:00Z completed_at @2026-11-03T12:00:00Z "
                     "started_by: 'bob'"),
      RunOf(scenario, "2026-10.1")));
  const auto draft = DraftOf(scenario, "alpha", "2026-10");
  EXPECT_EQ(draft.status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(draft.run_id(), "2026-10.1");
}

TEST(AdvanceRun, Refuses) {
  Scenario scenario = Counting();
  RunMonth(scenario, "2026-10");
  scenario.When<v1::AdvanceRun>("org_id: 'none' run_id: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  scenario.When<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.2'")
      .Refused(v1::REASON_RUN_NOT_FOUND, "run_id");
  scenario.When<v1::AdvanceRun>(kAdvance).Refused(v1::REASON_RUN_COMPLETED, "run_id");
}

TEST(AdvanceRun, CreatesNothingForABilledMonthAndSaysWhy) {
  Scenario scenario = Counting();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "1", "1")));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"))
      .GivenCommand<v1::HoldDraft>(
          "org_id: 'msp' customer_id: 'beta' month: '2026-10' reason: 'asked'")
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.2'")
      .Then(
          "run_advanced { org_id: 'msp' run_id: '2026-10.2' last_customer_id: 'beta' "
          "  outcomes { customer_id: 'alpha' skip_reason: SKIP_REASON_ALREADY_INVOICED "
          "    detail: 'already invoiced as BILL-2026-11-001' } "
          "  outcomes { customer_id: 'beta' skip_reason: SKIP_REASON_ALREADY_DRAFTED "
          "    detail: 'already drafted, held' } }",
          "run_completed { org_id: 'msp' run_id: '2026-10.2' }");
}

TEST(AdvanceRun, DraftsOnlyTheCustomersThatWereNamed) {
  Scenario scenario = Counting();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "1", "1")))
      .GivenCommand<v1::StartRun>(absl::StrCat(kStart, " customer_ids: 'beta'"))
      .GivenCommand<v1::AdvanceRun>(kAdvance);
  EXPECT_FALSE(scenario.books().drafts.Has("msp", "2026-10", "alpha"));
  EXPECT_TRUE(scenario.books().drafts.Has("msp", "2026-10", "beta"));
  EXPECT_EQ(RunOf(scenario, "2026-10.1").drafted(), 1U);

  // The rest of the month comes with another run.
  scenario.GivenCommand<v1::StartRun>(kStart).When<v1::AdvanceRun>(
      "org_id: 'msp' run_id: '2026-10.2'");
  EXPECT_TRUE(Advanced(scenario).outcomes(0).created());
  EXPECT_EQ(Advanced(scenario).outcomes(1).skip_reason(), v1::SKIP_REASON_ALREADY_DRAFTED);
}

TEST(AdvanceRun, SaysWhyNothingIsBillable) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", ""))
      .GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "0", "5") + SeatLine("12.50")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S2", "2026-10-31T22:00:00Z", "0"))
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance);
  EXPECT_EQ(Advanced(scenario).outcomes(0).detail(),
            "nothing billable: no line of the plan is due");
  EXPECT_EQ(Advanced(scenario).outcomes(1).detail(), "nothing billable: every quantity is zero");
  EXPECT_FALSE(Advanced(scenario).outcomes(1).anomaly());
}

// X06 of the worked examples.
TEST(AdvanceRun, ReportsACustomerWithNothingThisMonthButSomethingLastMonth) {
  Scenario scenario = Counting();
  RunMonth(scenario, "2026-10");
  scenario.At("2026-12-01T00:00:00Z")
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-11-30T22:00:00Z", "0"))
      .GivenCommand<v1::StartRun>("org_id: 'msp' month: '2026-11'")
      .When<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-11.1'")
      .Then(
          "run_advanced { org_id: 'msp' run_id: '2026-11.1' last_customer_id: 'beta' "
          "  outcomes { customer_id: 'alpha' skip_reason: SKIP_REASON_NOTHING_BILLABLE "
          "    anomaly: true detail: 'nothing billable: every quantity is zero; last month it was "
          "225.00 USD' } "
          "  outcomes { customer_id: 'beta' skip_reason: SKIP_REASON_NOTHING_BILLABLE "
          "    detail: 'nothing billable: no plan is in force' } }",
          "run_completed { org_id: 'msp' run_id: '2026-11.1' }");
}

// A zero that nobody counted is not nothing: someone has to look.
TEST(AdvanceRun, DraftsALineWhoseCountIsMissing) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")));
  RunMonth(scenario, "2026-10");
  EXPECT_EQ(Printed(DraftOf(scenario, "alpha", "2026-10").content()),
            "seat 0 x 12.5 = 0.00 [missing_count!]\n"
            "vat 20% of 0.00 = 0.00\n"
            "0.00 + 0.00 = 0.00 USD\n");
}

// X07: what is counted and billed as nothing is never dropped, also where nothing else is billed.
TEST(AdvanceRun, NeverDropsWhatIsCountedAndBilledAsNothing) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::RecordCounts>(
          "org_id: 'msp' source_id: 'shop' observations { observed_at @2026-10-31T22:00:00Z "
          "  account: 'S1' meter: 'NEW' quantity: '18' unit_cost: '11' cost_currency: 'USD' }")
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance);
  EXPECT_TRUE(IsSame(
      Parse<v1::RunOutcome>(
          "customer_id: 'alpha' skip_reason: SKIP_REASON_NOTHING_BILLABLE anomaly: true "
          "detail: 'nothing billable: no plan is in force; shop counted 18 of NEW, billed as "
          "nothing, costs 198.00 USD'"),
      Advanced(scenario).outcomes(0)));
}

TEST(AdvanceRun, ListsAccountsWithCountsThatAreNoCustomers) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::RecordCounts>(
          "org_id: 'msp' source_id: 'shop' "
          "observations { observed_at @2026-10-31T22:00:00Z account: 'X' meter: 'SEAT' "
          "  quantity: '2.5' unit_cost: '11.01' cost_currency: 'USD' } "
          "observations { observed_at @2026-10-30T22:00:00Z account: 'X' meter: 'SEAT' "
          "  quantity: '9' } "
          "observations { observed_at @2026-10-31T22:00:00Z account: 'X' meter: 'B' "
          "  quantity: '1' } "
          // Zero since before the month, and not counted before its end: nothing is at stake.
          "observations { observed_at @2026-09-30T22:00:00Z account: 'Y' meter: 'B' "
          "  quantity: '0' } "
          "observations { observed_at @2026-11-01T00:00:00Z account: 'Z' meter: 'B' "
          "  quantity: '1' } "
          // It became zero in the month.
          "observations { observed_at @2026-10-01T00:00:00Z account: 'W' meter: 'B' "
          "  quantity: '0' } "
          "observations { observed_at @2026-10-31T22:00:00Z account: 'S1' meter: 'B' "
          "  quantity: '1' }")
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance);
  EXPECT_TRUE(
      IsSame(Parse<v1::RunCompleted>("org_id: 'msp' run_id: '2026-10.1' "
                                     "unmapped_accounts { source_id: 'shop' account: 'W' "
                                     "  meters { meter: 'B' quantity: '0' } } "
                                     "unmapped_accounts { source_id: 'shop' account: 'X' "
                                     "  meters { meter: 'B' quantity: '1' } "
                                     "  meters { meter: 'SEAT' quantity: '2.5' "
                                     "           cost { minor_units: 2753 currency: 'USD' } } }"),
             scenario.events().back().run_completed()));
}

// A thousand million at a thousand million each is a billion billion dollars.
TEST(AdvanceRun, SkipsACustomerWhoseFiguresDoNotFit) {
  Scenario scenario = Counting();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "1000000000", "1000000000")))
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance);
  EXPECT_TRUE(Advanced(scenario).outcomes(0).created());
  EXPECT_EQ(Advanced(scenario).outcomes(1).skip_reason(), v1::SKIP_REASON_OUT_OF_RANGE);
  EXPECT_FALSE(Advanced(scenario).outcomes(1).detail().empty());
}

// Each fits, but not their sum: 9 x 10^16 dollars are 9 x 10^18 cents, and 2^63 is 9.2 x 10^18.
TEST(AdvanceRun, SkipsACustomerWithWhomTheTotalDoesNotFit) {
  Scenario scenario = Provider();
  for (const char* customer : {"alpha", "beta"}) {
    scenario.GivenCommand<v1::SetPlan>(
        PlanOf(customer, FixedLine("stamp", "90000000", "1000000000")));
  }
  scenario.GivenCommand<v1::StartRun>(kStart).GivenCommand<v1::AdvanceRun>(kAdvance);
  EXPECT_EQ(RunOf(scenario, "2026-10.1").drafted(), 1U);
  EXPECT_EQ(RunOf(scenario, "2026-10.1").skipped(), 1U);
  EXPECT_FALSE(scenario.books().drafts.Has("msp", "2026-10", "beta"));
}

TEST(AdvanceRun, AddsUpByCurrency) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::DefineCustomer>(
          "org_id: 'msp' customer { customer_id: 'tokyo' currency: 'JPY' }")
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "10")))
      .GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "2", "10")))
      .GivenCommand<v1::SetPlan>(PlanOf("tokyo", FixedLine("stamp", "1", "1000.5")));
  RunMonth(scenario, "2026-10");
  const v1::Run run = RunOf(scenario, "2026-10.1");
  ASSERT_EQ(run.totals_size(), 2);
  EXPECT_EQ(run.totals(0).total().minor_units(), 3000);
  EXPECT_EQ(run.totals(1).total().minor_units(), 1001);
  EXPECT_EQ(run.totals(1).total().currency(), "JPY");
}

TEST(AdvanceRun, EndsARunOfAnOrgWithoutCustomers) {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .GivenCommand<v1::StartRun>(kStart)
      .When<v1::AdvanceRun>(kAdvance)
      .Then("run_completed { org_id: 'msp' run_id: '2026-10.1' }")
      .Replied<v1::AdvanceRunReply>("completed: true");
}

TEST(AdvanceRun, BillsByThePlanInForceOnTheFirstOfTheMonth) {
  Scenario scenario = Provider();
  const auto set = [&](const char* from, const char* price) {
    scenario.GivenCommand<v1::SetPlan>(
        absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", from, "' ",
                     FixedLine("stamp", "1", price), " }"));
  };
  set("2026-09-02", "1");
  set("2026-10-01", "2");
  set("2026-10-02", "3");
  RunMonth(scenario, "2026-09");
  RunMonth(scenario, "2026-10");
  EXPECT_FALSE(scenario.books().drafts.Has("msp", "2026-09", "alpha"));
  const v1::DraftContent content = DraftOf(scenario, "alpha", "2026-10").content();
  EXPECT_EQ(content.plan_effective_from(), "2026-10-01");
  EXPECT_EQ(content.lines(0).line().unit_price(), "2");
}

// D06 and D07: counts at the local midnights that bound March 2024 in New York.
TEST(AdvanceRun, BoundsMonthsByTheMidnightsOfTheOrg) {
  Scenario scenario = Provider();
  scenario.Given(
      "org_defined { org { org_id: 'msp' currency: 'USD' "
      "  time_zone: 'America/New_York' } }");
  scenario
      .GivenCommand<v1::SetPlan>(
          "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2024-01-01' "
          "  lines { item_id: 'seat' held { unit_price: '1' } counted { source_id: 'shop' "
          "    meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_END } } }")
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2024-03-01T04:59:59.999Z", "1"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2024-03-01T05:00:00Z", "2"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2024-04-01T03:59:59.999Z", "3"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2024-04-01T04:00:00Z", "4"));
  const char* expected[][2] = {{"2024-02", "1"}, {"2024-03", "3"}, {"2024-04", "4"}};
  for (const auto& [month, quantity] : expected) {
    RunMonth(scenario, month);
    EXPECT_EQ(DraftOf(scenario, "alpha", month).content().lines(0).line().quantity(), quantity);
  }
  const v1::Period march = DraftOf(scenario, "alpha", "2024-03").content().period();
  EXPECT_TRUE(IsSame(Parse<v1::Period>("month: '2024-03' start @2024-03-01T05:00:00Z "
                                       "end @2024-04-01T04:00:00Z"),
                     march));
  EXPECT_EQ(march.end().seconds() - march.start().seconds(), 743 * 3600);
}

// X01: what a dry run shows is what the run makes.
TEST(RunFor, IsTheRun) {
  Scenario scenario = Counting();
  const MonthDrafter drafter(scenario.books(), *scenario.books().orgs.Find("msp"),
                             absl::CivilMonth(2026, 10), scenario.now());
  const CustomerOutcome alpha =
      RunFor(scenario.books(), drafter, *scenario.books().customers.Find("msp", "alpha"));
  const CustomerOutcome beta =
      RunFor(scenario.books(), drafter, *scenario.books().customers.Find("msp", "beta"));
  RunMonth(scenario, "2026-10");
  ASSERT_TRUE(alpha.content);
  EXPECT_EQ(alpha.content->SerializeAsString(),
            DraftOf(scenario, "alpha", "2026-10").content().SerializeAsString());
  EXPECT_FALSE(beta.content);
  EXPECT_EQ(beta.outcome.skip_reason(), v1::SKIP_REASON_NOTHING_BILLABLE);
}

// A preview looks at any month, the last of the calendar too.
TEST(MonthDrafter, DraftsTheLastMonthOfTheCalendar) {
  Scenario scenario = Counting();
  const MonthDrafter drafter(scenario.books(), *scenario.books().orgs.Find("msp"),
                             absl::CivilMonth(9998, 12), scenario.now());
  const auto content = drafter.Draft(*scenario.books().customers.Find("msp", "alpha"));
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->lines(0).line().quantity(), "18");
}

}  // namespace
}  // namespace tally
