#include "ledger/deciders/quotes.h"

#include "ledger/deciders/catalog.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/projects.h"
#include "ledger/deciders/taxes.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kQuote[] = "org_id: 'msp' quote_id: 'q' ";

std::string Line(const char* id, const char* quantity, const char* price, const char* more = "") {
  return absl::StrCat("lines { line_id: '", id, "' item_id: 'seat' quantity: '", quantity,
                      "' unit_price: '", price, "' ", more, " } ");
}

std::string Revise(const std::string& lines, const char* customer = "alpha") {
  return absl::StrCat(kQuote, "customer_id: '", customer, "' ", lines);
}

std::string OfRevision(int revision, const char* more = "") {
  return absl::StrCat(kQuote, "revision: ", revision, " ", more);
}

constexpr char kMonthly[] = "cadence { months: 1 }";

// C19 of the worked examples: 500.00 once, 450.00 a month, 1,000.00 a year in advance.
std::string C19() {
  return Line("setup", "1.0", "500.00") + Line("care", "45", "10", kMonthly) +
         Line("support", "1", "1000", "cadence { months: 12 timing: TIMING_IN_ADVANCE }");
}

Scenario Revised(const std::string& lines = C19()) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::ReviseQuote>(Revise(lines));
  return scenario;
}

Scenario Sent(const std::string& lines = C19()) {
  Scenario scenario = Revised(lines);
  scenario.GivenCommand<v1::SendQuote>(OfRevision(1));
  return scenario;
}

v1::QuoteView QuoteOf(const Scenario& scenario) {
  return *scenario.books().quotes.Find("msp", "q");
}

v1::Plan PlanOn(const Scenario& scenario, const char* day) {
  return *scenario.books().plans.FindLast("msp", "alpha", day);
}

std::vector<std::string> LineIdsOf(const v1::Plan& plan) {
  std::vector<std::string> ids;
  for (const v1::PlanLine& line : plan.lines()) ids.push_back(line.line_id());
  return ids;
}

using Ids = std::vector<std::string>;

TEST(ReviseQuote, FiguresOutWhatIsDueOnAcceptanceAndInTheFirstPeriods) {
  Scenario scenario = Revised();
  const v1::QuoteRevision revision = QuoteOf(scenario).revisions(0);
  EXPECT_EQ(PrintedTotals(revision.due_on_acceptance()),
            "vat 20% of 500.00 = 100.00\n500.00 + 100.00 = 600.00 USD\n");
  EXPECT_EQ(PrintedTotals(revision.first_period()),
            "vat 20% of 1950.00 = 390.00\n1950.00 + 390.00 = 2340.00 USD\n");
  EXPECT_EQ(Printed(revision.lines(0).line()), "setup 1 x 500 = 500.00");
  EXPECT_EQ(Printed(revision.lines(1).line()), "care 45 x 10 = 450.00");
  EXPECT_EQ(revision.lines(1).line().description(), "Seat");
  EXPECT_FALSE(revision.lines(0).has_cadence());
  EXPECT_EQ(revision.lines(2).cadence().months(), 12U);
  EXPECT_EQ(revision.date(), "2026-11-03");
  EXPECT_EQ(revision.bill_to().name(), "alpha Ltd");
  EXPECT_EQ(revision.terms().text(), "net 30");
}

TEST(ReviseQuote, KeepsEveryRevisionAndIsSentAnew) {
  Scenario scenario = Sent();
  EXPECT_EQ(QuoteOf(scenario).status(), v1::QUOTE_STATUS_SENT);
  scenario.GivenCommand<v1::ReviseQuote>(Revise(Line("setup", "1", "450")))
      .Replied<v1::ReviseQuoteReply>("revision: 2");
  const v1::QuoteView quote = QuoteOf(scenario);
  EXPECT_EQ(quote.status(), v1::QUOTE_STATUS_DRAFT);
  EXPECT_EQ(quote.revisions_size(), 2);
  EXPECT_EQ(quote.sent_revision(), 0U);
  EXPECT_EQ(FormatAmount(quote.revisions(0).due_on_acceptance().totals().net()), "500.00");
  EXPECT_EQ(FormatAmount(quote.revisions(1).due_on_acceptance().totals().net()), "450.00");
}

TEST(ReviseQuote, TaxesAsTheCustomerIsTaxedOnTheDay) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
          "  rates { effective_from: '2026-11-04' rate_percent: '21' } }")
      .GivenCommand<v1::DefineOrg>(
          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  tax_policy { tax_point: TAX_POINT_SERVICE } }")
      .GivenCommand<v1::ReviseQuote>(Revise(Line("a", "1", "100")));
  EXPECT_EQ(PrintedTotals(QuoteOf(scenario).revisions(0).first_period()),
            "vat 20% of 100.00 = 20.00\n100.00 + 20.00 = 120.00 USD\n");
  scenario.At("2026-11-04T00:00:00Z").GivenCommand<v1::ReviseQuote>(Revise(Line("a", "1", "100")));
  EXPECT_EQ(PrintedTotals(QuoteOf(scenario).revisions(1).first_period()),
            "vat 21% of 100.00 = 21.00\n100.00 + 21.00 = 121.00 USD\n");
}

// Each row is right up to the guard that it names.
TEST(ReviseQuote, Refuses) {
  struct Row {
    std::string command;
    v1::Reason reason;
    const char* field;
  };
  const std::string a = Line("a", "1", "1");
  const Row rows[] = {
      {"org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {Revise(a, "none"), v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {Revise(a + "lines { line_id: 'b' item_id: 'none' }"), v1::REASON_ITEM_NOT_FOUND,
       "lines[1].item_id"},
      {Revise(a, "beta"), v1::REASON_ID_IN_USE, "quote_id"},
      {Revise(a + "valid_until: '2026-11-02'"), v1::REASON_DATE_OUT_OF_RANGE, "valid_until"},
      {Revise(Line("a", "1000000000", "1000000000")), v1::REASON_AMOUNT_OUT_OF_RANGE, "line a"},
      {Revise(a + Line("b", "1", "1", "cadence { months: 121 }")), v1::REASON_FIELD_INVALID,
       "lines[1].cadence.months"},
      {Revise(a + a), v1::REASON_LISTED_TWICE, "lines[1]"},
      {Revise(a + Line("a.b", "1", "1")), v1::REASON_PLAN_CONTRADICTS_ITSELF, "lines[1].line_id"},
  };
  Scenario scenario = Revised();
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    scenario.When<v1::ReviseQuote>(command).Refused(reason, field);
  }
  scenario.GivenCommand<v1::DeclineQuote>(absl::StrCat(kQuote, "reason: 'too much'"));
  scenario.When<v1::ReviseQuote>(Revise(a)).Refused(v1::REASON_QUOTE_DECIDED, "quote_id");
}

TEST(SendQuote, NotesTheDayOnce) {
  Scenario scenario = Revised();
  scenario.When<v1::SendQuote>(OfRevision(1))
      .Then("quote_sent { org_id: 'msp' quote_id: 'q' revision: 1 date: '2026-11-03' }");
  scenario.GivenCommand<v1::SendQuote>(OfRevision(1));
  scenario.At("2026-11-09T12:00:00Z").When<v1::SendQuote>(OfRevision(1)).ThenNothing();
}

TEST(SendQuote, Refuses) {
  Scenario scenario = Revised();
  scenario.When<v1::SendQuote>("org_id: 'none' quote_id: 'q'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  scenario.When<v1::SendQuote>("org_id: 'msp' quote_id: 'none'")
      .Refused(v1::REASON_QUOTE_NOT_FOUND, "quote_id");
  scenario.When<v1::SendQuote>(OfRevision(2)).Refused(v1::REASON_QUOTE_REVISED, "revision");
  scenario.GivenCommand<v1::DeclineQuote>(absl::StrCat(kQuote, "reason: 'no'"));
  scenario.When<v1::SendQuote>(OfRevision(1)).Refused(v1::REASON_QUOTE_DECIDED, "quote_id");
}

TEST(DeclineQuote, NotesTheDayAndWhy) {
  Scenario scenario = Sent();
  scenario.When<v1::DeclineQuote>(absl::StrCat(kQuote, "reason: 'too much'"))
      .Then("quote_declined { org_id: 'msp' quote_id: 'q' date: '2026-11-03' reason: 'too much' }");
}

TEST(DeclineQuote, Refuses) {
  Scenario scenario = Sent();
  scenario.When<v1::DeclineQuote>("org_id: 'none'").Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  scenario.When<v1::DeclineQuote>("org_id: 'msp' quote_id: 'none'")
      .Refused(v1::REASON_QUOTE_NOT_FOUND, "quote_id");
  scenario.GivenCommand<v1::AcceptQuote>(OfRevision(1, "plan_from: '2026-12-01'"));
  scenario.When<v1::DeclineQuote>(absl::StrCat(kQuote, "reason: 'no'"))
      .Refused(v1::REASON_QUOTE_DECIDED, "quote_id");
}

TEST(AcceptQuote, BillsWhatIsDueOnceAndPlansWhatRecurs) {
  Scenario scenario = Sent();
  scenario
      .When<v1::AcceptQuote>(OfRevision(1, "plan_from: '2026-12-15' accepted_by: 'Ada, by mail'"))
      .ThenAmongOthers(
          "quote_accepted { org_id: 'msp' quote_id: 'q' revision: 1 date: '2026-11-03' "
          "  invoice_number: 'BILL-2026-11-001' plan_effective_from: '2026-12-15' "
          "  accepted_by: 'Ada, by mail' }",
          "invoice_issued { org_id: 'msp' number_series: 'BILL-2026-11-{N}' number_counter: 1 "
          "  invoice { number: 'BILL-2026-11-001' quote_id: 'q' quote_revision: 1 "
          "    approved_by: 'ann' } }",
          "plan_set { org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-12-15' "
          "  lines { line_id: 'care' item_id: 'seat' fixed { quantity: '45' } "
          "    held { unit_price: '10' } cadence { months: 1 anchor: '2026-12-15' } } "
          "  lines { line_id: 'support' item_id: 'seat' fixed { quantity: '1' } "
          "    held { unit_price: '1000' } "
          "    cadence { months: 12 anchor: '2026-12-15' timing: TIMING_IN_ADVANCE } } } }")
      .Replied<v1::AcceptQuoteReply>(
          "invoice_number: 'BILL-2026-11-001' plan_effective_from: '2026-12-15'");
}

TEST(AcceptQuote, BillsTheFiguresThatWereQuotedWhateverChangedSince) {
  Scenario scenario = Sent(Line("setup", "3", "33.335"));
  scenario
      .GivenCommand<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '25' }")
      .GivenCommand<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Chair' }")
      .GivenCommand<v1::DefineOrg>(
          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  rounding: ROUNDING_DOWN payment_terms { kind: TERMS_KIND_NET days: 60 } }")
      .GivenCommand<v1::DefineCustomer>(
          "org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha Inc' tax_id: 'exempt' }")
      .At("2026-11-20T12:00:00Z")
      .GivenCommand<v1::AcceptQuote>(OfRevision(1));
  const v1::Invoice invoice = InvoiceOf(scenario, "BILL-2026-11-001").invoice();
  EXPECT_EQ(Printed(invoice),
            "BILL-2026-11-001 of 2026-11-20 due 2026-12-20\n"
            "setup 3 x 33.335 = 100.01\n"
            "vat 20% of 100.01 = 20.00\n"
            "100.01 + 20.00 = 120.01 USD\n");
  EXPECT_EQ(invoice.lines(0).description(), "Seat");
  EXPECT_EQ(invoice.bill_to().name(), "Alpha Inc");
}

TEST(AcceptQuote, IssuesNoInvoiceOfWhatOnlyRecurs) {
  Scenario scenario = Sent(Line("care", "1", "450", kMonthly));
  scenario.When<v1::AcceptQuote>(OfRevision(1, "plan_from: '2026-12-01'"))
      .ThenAmongOthers("quote_accepted {}", "plan_set {}")
      .Replied<v1::AcceptQuoteReply>("plan_effective_from: '2026-12-01'");
}

TEST(AcceptQuote, SetsNoPlanOfWhatIsDueOnce) {
  Scenario scenario = Sent(Line("setup", "1", "500"));
  scenario.When<v1::AcceptQuote>(OfRevision(1))
      .ThenAmongOthers("quote_accepted {}", "invoice_issued {}")
      .Replied<v1::AcceptQuoteReply>("invoice_number: 'BILL-2026-11-001'");
}

TEST(AcceptQuote, KeepsTheLinesOfThePlanInForceAndOfThoseThatTakeOver) {
  Scenario scenario = Sent(Line("care", "1", "450", "cadence { months: 3 anchor: '2026-01-01' }"));
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")))
      .GivenCommand<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' "
                                              "effective_from: '2027-01-01' ",
                                              FixedLine("stamp", "2", "1"),
                                              FixedLine("book", "2", "1"), " }"))
      .GivenCommand<v1::AcceptQuote>(OfRevision(1, "plan_from: '2026-12-01'"));
  EXPECT_EQ(LineIdsOf(PlanOn(scenario, "2026-11-30")), Ids({"stamp"}));
  EXPECT_EQ(PlanOn(scenario, "2026-12-01").effective_from(), "2026-12-01");
  EXPECT_EQ(LineIdsOf(PlanOn(scenario, "2026-12-01")), Ids({"stamp", "care"}));
  EXPECT_EQ(PlanOn(scenario, "2026-12-01").lines(1).cadence().anchor(), "2026-01-01");
  EXPECT_EQ(LineIdsOf(PlanOn(scenario, "2027-01-01")), Ids({"stamp", "book", "care"}));
}

TEST(AcceptQuote, AddsToThePlanThatStartsOnTheDay) {
  Scenario scenario = Sent(Line("care", "1", "450", kMonthly));
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")))
      .GivenCommand<v1::AcceptQuote>(OfRevision(1, "plan_from: '2026-01-01'"));
  EXPECT_EQ(LineIdsOf(PlanOn(scenario, "2026-01-01")), Ids({"stamp", "care"}));
}

constexpr char kWeb[] =
    "org_id: 'msp' project { project_id: 'q' customer_id: 'alpha' name: 'Web' item_id: 'seat' "
    "  tasks { task_id: 'a' name: 'A' unit_price: '100' } }";
constexpr char kBillWeb[] = "org_id: 'msp' project_id: 'q' bill_as: BILL_AS_";

TEST(AcceptQuote, OfAProjectMarksItInvoicedWhoeverRevisedTheQuote) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::DefineProject>(kWeb)
      .GivenCommand<v1::BillProject>(absl::StrCat(kBillWeb, "QUOTE"))
      .GivenCommand<v1::ReviseQuote>(Revise(Line("a", "1", "90")))
      .GivenCommand<v1::SendQuote>(OfRevision(2))
      .GivenCommand<v1::AcceptQuote>(OfRevision(2));
  EXPECT_EQ(InvoiceOf(scenario, "BILL-2026-11-001").invoice().project_id(), "q");
  EXPECT_EQ(scenario.books().projects.Find("msp", "q")->invoice_number(), "BILL-2026-11-001");
  scenario.When<v1::BillProject>(absl::StrCat(kBillWeb, "INVOICE"))
      .Refused(v1::REASON_PROJECT_INVOICED, "project_id");
}

TEST(AcceptQuote, OfAProjectThatWasInvoicedOtherwiseIsRefused) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::DefineProject>(kWeb)
      .GivenCommand<v1::BillProject>(absl::StrCat(kBillWeb, "QUOTE"))
      .GivenCommand<v1::SendQuote>(OfRevision(1))
      .GivenCommand<v1::BillProject>(absl::StrCat(kBillWeb, "INVOICE"));
  scenario.When<v1::AcceptQuote>(OfRevision(1)).Refused(v1::REASON_PROJECT_INVOICED, "quote_id");
  EXPECT_EQ(scenario.refusal().message(), "project \"q\" is billed by BILL-2026-11-001");
}

TEST(AcceptQuote, Refuses) {
  Scenario scenario = Revised(absl::StrCat(C19(), "valid_until: '2026-11-30'"));
  const auto refuses = [&](const std::string& command, v1::Reason reason, const char* field) {
    SCOPED_TRACE(command);
    scenario.When<v1::AcceptQuote>(command).Refused(reason, field);
  };
  refuses("org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id");
  refuses("org_id: 'msp' quote_id: 'none'", v1::REASON_QUOTE_NOT_FOUND, "quote_id");
  refuses(OfRevision(2), v1::REASON_QUOTE_REVISED, "revision");
  refuses(OfRevision(1), v1::REASON_QUOTE_NOT_SENT, "revision");
  scenario.GivenCommand<v1::SendQuote>(OfRevision(1)).At("2026-12-01T00:00:00Z");
  refuses(OfRevision(1), v1::REASON_QUOTE_EXPIRED, "revision");
  EXPECT_EQ(scenario.refusal().message(),
            "could be accepted until 2026-11-30, and today is 2026-12-01");
  scenario.At("2026-11-30T23:59:59Z");
  refuses(OfRevision(1), v1::REASON_FIELD_MISSING, "plan_from");
  scenario.GivenCommand<v1::SetPlan>(
      PlanOf("alpha",
             "lines { line_id: 'support' item_id: 'seat' fixed { quantity: '1' } "
             "  held { unit_price: '1' } }"));
  refuses(OfRevision(1, "plan_from: '2026-12-01'"), v1::REASON_QUOTE_NOT_BILLABLE, "plan_from");
  EXPECT_EQ(scenario.refusal().message(),
            "the plan of \"alpha\" from 2026-12-01 on: plan.lines[2] has the id \"support\" again; "
            "give another");
}

TEST(AcceptQuote, IsDoneOnce) {
  Scenario scenario = Sent();
  const std::string accept = OfRevision(1, "plan_from: '2026-12-01'");
  scenario.GivenCommand<v1::AcceptQuote>(accept);
  scenario.When<v1::AcceptQuote>(accept).Refused(v1::REASON_QUOTE_DECIDED, "quote_id");
}

TEST(StatusOn, IsExpiredAfterTheLastDayOfWhatWasSent) {
  Scenario revised = Revised(Line("a", "1", "1") + "valid_until: '2026-11-30'");
  EXPECT_EQ(StatusOn(QuoteOf(revised), "2026-12-01"), v1::QUOTE_STATUS_DRAFT);
  revised.GivenCommand<v1::SendQuote>(OfRevision(1));
  EXPECT_EQ(StatusOn(QuoteOf(revised), "2026-11-30"), v1::QUOTE_STATUS_SENT);
  EXPECT_EQ(StatusOn(QuoteOf(revised), "2026-12-01"), v1::QUOTE_STATUS_EXPIRED);
  EXPECT_EQ(StatusOn(QuoteOf(Sent(Line("a", "1", "1"))), "2999-12-31"), v1::QUOTE_STATUS_SENT);
  revised.GivenCommand<v1::AcceptQuote>(OfRevision(1));
  EXPECT_EQ(StatusOn(QuoteOf(revised), "2026-12-01"), v1::QUOTE_STATUS_ACCEPTED);
}

}  // namespace
}  // namespace tally
