// Which months are marked when events have news of them.

#include "ledger/books/late_news.h"

#include <gtest/gtest.h>

#include <string>

#include "support/provider.h"

namespace tally {
namespace {

// The months of a customer that are marked.
std::string Marked(const Scenario& scenario, absl::string_view customer = "alpha") {
  std::string months;
  for (auto rows = scenario.books().late_news.Scan("msp", customer); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    absl::StrAppend(&months, months.empty() ? "" : " ", TakeText(key));
  }
  return months;
}

// Alpha's August to October: invoiced, run without a draft for it, in review. Beta has the same
// plan from September on, and no draft.
Scenario AfterOctober() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")))
      .GivenCommand<v1::SetPlan>(
          "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-09-01' }")
      .GivenCommand<v1::SetPlan>(
          absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-01' ",
                       FixedLine("stamp", "1", "1"), " }"));
  RunMonth(scenario, "2026-08");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-08"));
  RunMonth(scenario, "2026-09");
  RunMonth(scenario, "2026-10");
  return scenario;
}

std::string Counted(absl::string_view instant) {
  return absl::StrCat("counts_recorded { org_id: 'msp' source_id: 'shop' observations { account: ",
                      "'S1' meter: 'SEAT' quantity: '1' observed_at @", instant, " } }");
}

TEST(LateNewsMarks, AreOnMonthsThatAreOverForTheCustomer) {
  const struct {
    const char* what;
    std::string event;
    const char* marked;
  } kCases[] = {
      {"a count in time", Counted("2026-11-03T10:00:00Z"), ""},
      {"a count stands until the next", Counted("2026-08-20T00:00:00Z"), "2026-08 2026-09"},
      {"a draft in review is made again", Counted("2026-10-20T00:00:00Z"), ""},
      {"at the end of a month, whatever the zone was", Counted("2026-10-01T11:00:00Z"), "2026-09"},
      {"not long after it", Counted("2026-10-02T11:00:00Z"), ""},
      {"work on a day",
       "time_recorded { org_id: 'msp' source_id: 'psa' entries { entry_id: 't' customer_id: "
       "'alpha' date: '2026-08-31' minutes: 5 } }",
       "2026-08 2026-09"},
      {"a cost",
       "charges_recorded { org_id: 'msp' source_id: 'psa' charges { entry_id: 'c' customer_id: "
       "'alpha' date: '2026-09-30' quantity: '1' unit_cost: '5' cost_currency: 'USD' } }",
       "2026-09"},
      {"what happened is billed by the next draft",
       "triggers_recorded { org_id: 'msp' source_id: 'psa' triggers { key: 'k' customer_id: "
       "'alpha' date: '2026-08-30' kind: TRIGGER_KIND_DEAL } }",
       ""},
      {"a plan",
       "plan_set { org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-08-15' } }",
       "2026-08 2026-09"},
      {"a plan ends lines on the day before",
       "plan_set { org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-01' } }",
       "2026-09"},
      {"a plan of a later month",
       "plan_set { org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-15' } }", ""},
      {"somebody else's account",
       "counts_recorded { org_id: 'msp' source_id: 'shop' observations { account: 'S9' "
       "meter: 'SEAT' quantity: '1' observed_at @2026-08-20T00:00:00Z } }",
       ""},
  };
  const std::string before = Marked(AfterOctober());
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.what);
    Scenario scenario = AfterOctober();
    const std::string known = Marked(scenario);
    scenario.Given(each.event);
    EXPECT_EQ(Marked(scenario), each.marked);
    EXPECT_EQ(Marked(scenario, "beta"), "");
    EXPECT_EQ(known, before);
  }
  EXPECT_EQ(before, "");
}

TEST(LateNewsMarks, GoBackTwoYears) {
  Scenario scenario = Provider();
  for (const char* month : {"2024-08", "2024-10", "2024-11"}) RunMonth(scenario, month);
  scenario.Given(Counted("2023-01-01T00:00:00Z"));
  EXPECT_EQ(Marked(scenario), "2024-10 2024-11");
}

}  // namespace
}  // namespace tally
