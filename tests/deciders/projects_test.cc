#include "ledger/deciders/projects.h"

#include "ledger/deciders/quotes.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

// 5 x 100.00 and what that leaves of 1,000.00, over two tasks; planning is not billed.
constexpr char kWeb[] =
    "project_id: 'web' customer_id: 'alpha' name: 'Website' item_id: 'seat' estimate: '1000.00' "
    "tasks { task_id: 'design' name: 'Design' quantity: '5.0' unit_price: '100' } "
    "tasks { task_id: 'build' name: 'Build' quantity: '30' } "
    "tasks { task_id: 'plan' name: 'Planning' not_billable: true } "
    "tasks { task_id: 'move' name: 'Move' item_id: 'stamp' } ";

std::string Define(const std::string& project) {
  return absl::StrCat("org_id: 'msp' project { ", project, " }");
}

Scenario WithWeb() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::DefineProject>(Define(kWeb));
  return scenario;
}

std::string Bill(const char* bill_as, const char* more = "") {
  return absl::StrCat("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_", bill_as, " ", more);
}

TEST(DefineProject, WritesNumbersTheShortestWay) {
  Provider()
      .When<v1::DefineProject>(Define(kWeb))
      .Then(
          "project_defined { org_id: 'msp' project { project_id: 'web' customer_id: 'alpha' "
          "  name: 'Website' item_id: 'seat' estimate: '1000' "
          "  tasks { task_id: 'design' name: 'Design' quantity: '5' unit_price: '100' } "
          "  tasks { task_id: 'build' name: 'Build' quantity: '30' } "
          "  tasks { task_id: 'plan' name: 'Planning' not_billable: true } "
          "  tasks { task_id: 'move' name: 'Move' item_id: 'stamp' } } }");
}

TEST(DefineProject, ChangesNothingIfTheProjectIsSoAlready) {
  Scenario scenario = WithWeb();
  scenario.When<v1::DefineProject>(Define(kWeb)).ThenNothing();
  scenario.GivenCommand<v1::BillProject>(Bill("INVOICE"));
  scenario.When<v1::DefineProject>(Define(kWeb)).ThenNothing();
}

// Each row is right up to the guard that it names.
TEST(DefineProject, Refuses) {
  struct Row {
    std::string project;
    v1::Reason reason;
    const char* field;
  };
  const std::string web = "project_id: 'web' name: 'Website' item_id: 'seat' ";
  const std::string for_alpha = web + "customer_id: 'alpha' ";
  const std::string task = "tasks { task_id: 'a' name: 'A' } ";
  const Row rows[] = {
      {web + "customer_id: 'none'", v1::REASON_CUSTOMER_NOT_FOUND, "project.customer_id"},
      {web + "customer_id: 'beta'", v1::REASON_ID_IN_USE, "project.customer_id"},
      {"project_id: 'new' customer_id: 'alpha' item_id: 'none'", v1::REASON_ITEM_NOT_FOUND,
       "project.item_id"},
      {for_alpha + task + "tasks { task_id: 'b' item_id: 'none' }", v1::REASON_ITEM_NOT_FOUND,
       "project.tasks[1].item_id"},
      {for_alpha + task + task, v1::REASON_LISTED_TWICE, "project.tasks[1]"},
      {for_alpha + task, v1::REASON_PROJECT_CONTRADICTS_ITSELF, "project.tasks[0].unit_price"},
      {for_alpha + "estimate: '1' tasks { task_id: 'a' unit_price: '2' }",
       v1::REASON_PROJECT_CONTRADICTS_ITSELF, "project.estimate"},
      {for_alpha + "estimate: '0.001' " + task, v1::REASON_FIELD_INVALID, "project.estimate"},
  };
  for (const auto& [project, reason, field] : rows) {
    SCOPED_TRACE(project);
    WithWeb().When<v1::DefineProject>(Define(project)).Refused(reason, field);
  }
  WithWeb()
      .When<v1::DefineProject>("org_id: 'none' project { project_id: 'web' }")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  WithWeb()
      .When<v1::DefineProject>(Define(kWeb) + " etag: 'other'")
      .Refused(v1::REASON_ETAG_MISMATCH, "etag");
}

TEST(DefineProject, RefusesToChangeWhatWasInvoiced) {
  Scenario scenario = WithWeb();
  scenario.GivenCommand<v1::BillProject>(Bill("INVOICE"));
  scenario.When<v1::DefineProject>(Define(absl::StrCat(kWeb, "tasks { task_id: 'more' }")))
      .Refused(v1::REASON_PROJECT_INVOICED, "project.project_id");
}

TEST(BillProject, IssuesAnInvoiceWithALineForEachBillableTask) {
  Scenario scenario = WithWeb();
  scenario.GivenCommand<v1::BillProject>(Bill("INVOICE"))
      .Replied<v1::BillProjectReply>("invoice_number: 'BILL-2026-11-001'");
  const v1::Invoice invoice = InvoiceOf(scenario, "BILL-2026-11-001").invoice();
  EXPECT_EQ(Printed(invoice),
            "BILL-2026-11-001 of 2026-11-03 due 2026-12-03\n"
            "design 5 x 100 = 500.00\n"
            "build 1 x 250 = 250.00\n"
            "move 1 x 250 = 250.00\n"
            "vat 20% of 750.00 = 150.00\n"
            "untaxed 0% of 250.00 = 0.00\n"
            "1000.00 + 150.00 = 1150.00 USD\n");
  EXPECT_EQ(invoice.project_id(), "web");
  EXPECT_EQ(invoice.lines(0).description(), "Website: Design");
  EXPECT_EQ(invoice.approved_by(), "ann");
  EXPECT_FALSE(invoice.has_period());
  EXPECT_EQ(scenario.books().projects.Find("msp", "web")->invoice_number(), "BILL-2026-11-001");
}

TEST(BillProject, MakesARevisionOfAQuote) {
  Scenario scenario = WithWeb();
  scenario.GivenCommand<v1::BillProject>(Bill("QUOTE", "valid_until: '2026-11-30'"))
      .Replied<v1::BillProjectReply>("quote_id: 'web' revision: 1");
  scenario.GivenCommand<v1::BillProject>(Bill("QUOTE"))
      .Replied<v1::BillProjectReply>("quote_id: 'web' revision: 2");
  scenario.GivenCommand<v1::BillProject>(Bill("QUOTE", "quote_id: 'q-7'"))
      .Replied<v1::BillProjectReply>("quote_id: 'q-7' revision: 1");
  const v1::QuoteView quote = *scenario.books().quotes.Find("msp", "web");
  EXPECT_EQ(PrintedTotals(quote.revisions(0).due_on_acceptance()),
            "vat 20% of 750.00 = 150.00\n"
            "untaxed 0% of 250.00 = 0.00\n"
            "1000.00 + 150.00 = 1150.00 USD\n");
  EXPECT_EQ(quote.revisions(0).valid_until(), "2026-11-30");
  EXPECT_EQ(quote.revisions(0).project_id(), "web");
  EXPECT_EQ(quote.customer_id(), "alpha");
  EXPECT_EQ(scenario.books().projects.Find("msp", "web")->quote_id(), "q-7");
}

TEST(BillProject, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' project_id: 'none'", v1::REASON_PROJECT_NOT_FOUND, "project_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_INVOICE quote_id: 'q'",
       v1::REASON_FIELD_INVALID, "quote_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_INVOICE valid_until: '2027-01-01'",
       v1::REASON_FIELD_INVALID, "valid_until"},
      {"org_id: 'msp' project_id: 'idle' bill_as: BILL_AS_INVOICE",
       v1::REASON_PROJECT_CONTRADICTS_ITSELF, "project_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE quote_id: 'betas'",
       v1::REASON_ID_IN_USE, "quote_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE quote_id: 'declined'",
       v1::REASON_QUOTE_DECIDED, "quote_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE quote_id: 'others'",
       v1::REASON_ID_IN_USE, "quote_id"},
      {"org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE valid_until: '2026-11-02'",
       v1::REASON_DATE_OUT_OF_RANGE, "valid_until"},
      {"org_id: 'msp' project_id: 'other' bill_as: BILL_AS_INVOICE", v1::REASON_PROJECT_INVOICED,
       "project_id"},
  };
  const std::string one_line =
      "lines { line_id: 'a' item_id: 'seat' quantity: '1' "
      "  unit_price: '1' }";
  const auto quote_for = [&](const char* quote, const char* customer) {
    return absl::StrCat("org_id: 'msp' quote_id: '", quote, "' customer_id: '", customer, "' ",
                        one_line);
  };
  Scenario scenario = WithWeb();
  scenario
      .GivenCommand<v1::DefineProject>(
          Define("project_id: 'idle' customer_id: 'alpha' item_id: 'seat' "
                 "tasks { task_id: 'a' not_billable: true }"))
      .GivenCommand<v1::DefineProject>(
          Define("project_id: 'other' customer_id: 'alpha' item_id: 'seat' "
                 "tasks { task_id: 'a' unit_price: '1' }"))
      .GivenCommand<v1::BillProject>(
          "org_id: 'msp' project_id: 'other' bill_as: BILL_AS_QUOTE quote_id: 'others'")
      .GivenCommand<v1::BillProject>("org_id: 'msp' project_id: 'other' bill_as: BILL_AS_INVOICE")
      .GivenCommand<v1::ReviseQuote>(quote_for("betas", "beta"))
      .GivenCommand<v1::ReviseQuote>(quote_for("declined", "alpha"))
      .GivenCommand<v1::DeclineQuote>("org_id: 'msp' quote_id: 'declined' reason: 'no'");
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    scenario.When<v1::BillProject>(command).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
