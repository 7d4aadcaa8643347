// How a run goes on through more customers than one commit drafts.

#include "ledger/deciders/customers.h"
#include "ledger/deciders/runs.h"
#include "support/provider.h"

namespace tally {
namespace {

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

// 600 customers `c000` to `c599` between alpha, beta and zeta, each with one line.
Scenario ManyCustomers() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .Given("item_defined { org_id: 'msp' item { item_id: 'stamp' name: 'Stamp' } }");
  for (int i = 0; i < 600; ++i) {
    const std::string id = absl::StrCat("c", absl::Dec(i, absl::kZeroPad3));
    scenario.Given(absl::StrCat("customer_defined { org_id: 'msp' customer { customer_id: '", id,
                                "' external_ids { system: 'a' id: '1' } } }"));
    scenario.Given(absl::StrCat("plan_set { ",
                                PlanOf(id, FixedLine("stamp", absl::StrCat(i + 1), "1")), " }"));
  }
  return scenario;
}

TEST(AdvanceRun, DraftsManyCustomersInSeveralSteps) {
  Scenario scenario = ManyCustomers();
  scenario.GivenCommand<v1::StartRun>(kStart);
  const int expected[] = {250, 250, 100};
  for (const int customers : expected) {
    scenario.GivenCommand<v1::AdvanceRun>(kAdvance);
    EXPECT_EQ(Advanced(scenario).outcomes_size(), customers);
    scenario.Replied<v1::AdvanceRunReply>(customers == 100 ? "completed: true" : "");
  }
  const v1::Run run = RunOf(scenario, "2026-10.1");
  EXPECT_EQ(run.drafted(), 600U);
  EXPECT_EQ(run.status(), v1::RUN_STATUS_COMPLETED);
  EXPECT_EQ(run.totals(0).total().minor_units(), 100 * 600 * 601 / 2);
  int drafts = 0;
  for (auto rows = scenario.books().drafts.Scan("msp"); rows.Valid(); rows.Next()) drafts += 1;
  EXPECT_EQ(drafts, 600);
}

TEST(AdvanceRun, EndsInTheStepThatDraftsTheLastCustomer) {
  Scenario scenario = ManyCustomers();
  std::string start = kStart;
  for (int i = 0; i < 500; ++i) {
    absl::StrAppend(&start, " customer_ids: 'c", absl::Dec(599 - i, absl::kZeroPad3), "'");
  }
  scenario.GivenCommand<v1::StartRun>(start)
      .GivenCommand<v1::AdvanceRun>(kAdvance)
      .Replied<v1::AdvanceRunReply>("");
  EXPECT_EQ(RunOf(scenario, "2026-10.1").last_customer_id(), "c349");
  scenario.GivenCommand<v1::AdvanceRun>(kAdvance).Replied<v1::AdvanceRunReply>("completed: true");
  EXPECT_EQ(RunOf(scenario, "2026-10.1").drafted(), 500U);
  EXPECT_EQ(RunOf(scenario, "2026-10.1").last_customer_id(), "c599");
}

// A customer that comes while the run is under way is drafted if its turn is still to come.
TEST(AdvanceRun, GoesOnWhereItWasLeft) {
  Scenario scenario = ManyCustomers();
  scenario.GivenCommand<v1::StartRun>(kStart)
      .GivenCommand<v1::AdvanceRun>(kAdvance)
      .GivenCommand<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'c2495' }")
      .GivenCommand<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'b' }")
      .GivenCommand<v1::AdvanceRun>(kAdvance);
  EXPECT_EQ(Advanced(scenario).outcomes(0).customer_id(), "c2495");
  EXPECT_EQ(Advanced(scenario).outcomes(1).customer_id(), "c250");
  EXPECT_EQ(Advanced(scenario).last_customer_id(), "c498");
}

}  // namespace
}  // namespace tally
