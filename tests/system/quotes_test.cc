// Quotes and projects, over the socket; with C19 of the worked examples.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "system/support/any_call.h"
#include "system/support/bad_requests.h"
#include "tally/v1/explain.pb.h"
#include "tally/v1/projects.pb.h"
#include "tally/v1/quotes.pb.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Net(const v1::QuoteTotals& totals) { return FormatAmount(totals.totals().net()); }

class Quotes : public BadRequests {
 protected:
  Quotes() {
    DefineMsp("number_pattern: 'BILL-{NNN}' payment_terms { kind: TERMS_KIND_NET days: 30 }");
    DefineCustomer("alpha");
    DefineCustomer("beta");
  }

  // 500.00 once, 450.00 a month, 1,000.00 a year in advance.
  uint32_t ReviseC19(absl::string_view more = "") {
    return Ask<v1::ReviseQuoteReply, v1::ReviseQuote>(
               absl::StrCat(kQ,
                            "customer_id: 'alpha' "
                            "lines { line_id: 'setup' item_id: 'seat' quantity: '1' "
                            "  unit_price: '500' } "
                            "lines { line_id: 'care' item_id: 'seat' quantity: '45' "
                            "  unit_price: '10' cadence { months: 1 } } "
                            "lines { line_id: 'support' item_id: 'stamp' quantity: '1' "
                            "  unit_price: '1000' "
                            "  cadence { months: 12 timing: TIMING_IN_ADVANCE } } ",
                            more))
        .revision();
  }

  void Send(uint32_t revision) {
    Ask<v1::Receipt, v1::SendQuote>(absl::StrCat(kQ, "revision: ", revision));
  }

  v1::AcceptQuoteReply Accept(uint32_t revision, absl::string_view more = "") {
    return Ask<v1::AcceptQuoteReply, v1::AcceptQuote>(
        absl::StrCat(kQ, "revision: ", revision, " ", more));
  }

  v1::QuoteView Quote(absl::string_view more = "") {
    return Ask<v1::QuoteView, v1::GetQuote>(absl::StrCat(kQ, more));
  }

  // 1,000.00 over three tasks, of which one has a rate.
  void DefineWeb() {
    Ask<v1::Receipt, v1::DefineProject>(
        "org_id: 'msp' project { project_id: 'web' customer_id: 'alpha' name: 'Website' "
        "  item_id: 'seat' estimate: '1000' "
        "  tasks { task_id: 'design' name: 'Design' quantity: '3' unit_price: '100' } "
        "  tasks { task_id: 'build' name: 'Build' } tasks { task_id: 'test' name: 'Test' } "
        "  tasks { task_id: 'move' name: 'Move' } "
        "  tasks { task_id: 'talk' name: 'Talk' not_billable: true } }");
  }

  v1::BillProjectReply BillWeb(absl::string_view bill_as) {
    return Ask<v1::BillProjectReply, v1::BillProject>(
        absl::StrCat("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_", bill_as));
  }

  v1::ProjectView Web() {
    return Ask<v1::ProjectView, v1::GetProject>("org_id: 'msp' project_id: 'web'");
  }

  // The ids of the quotes of a state, such as `SENT`.
  std::vector<std::string> QuotesThatAre(absl::string_view status) {
    std::vector<std::string> ids;
    const auto page = Ask<v1::QuotePage, v1::ListQuotes>(
        absl::StrCat("org_id: 'msp' status: QUOTE_STATUS_", status));
    for (const v1::QuoteView& quote : page.quotes()) ids.push_back(quote.quote_id());
    return ids;
  }

  // What the daemon's own audit finds.
  std::vector<std::string> Findings() {
    std::vector<std::string> findings;
    for (const v1::CheckProgress& message : Answer(client_, v1::CheckLedger())) {
      for (const v1::CheckFinding& finding : message.findings()) {
        findings.push_back(finding.ShortDebugString());
      }
    }
    return findings;
  }

  v1::Explanation Told(absl::string_view number, absl::string_view line_id = "") {
    return Ask<v1::Explanation, v1::ExplainInvoice>(
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' line_id: '", line_id, "'"));
  }

  template <class Reply, class Request>
  Reply Ask(absl::string_view text) {
    return AnswerOf<Reply>(client_, Parse<Request>(text));
  }

  static constexpr char kQ[] = "org_id: 'msp' quote_id: 'q' ";
};

TEST_F(Quotes, C19ShowsWhatAcceptingCostsAndBillsItAsQuoted) {
  EXPECT_EQ(ReviseC19(), 1U);
  const v1::QuoteRevision quoted = Quote().revisions(0);
  EXPECT_EQ(Net(quoted.due_on_acceptance()), "500.00");
  EXPECT_EQ(Net(quoted.first_period()), "1950.00");
  Send(1);

  // Neither the tax nor the item that is defined otherwise since changes what was quoted.
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '25' }");
  Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Chair' }");
  const auto reply = Accept(1, "plan_from: '2026-12-01' accepted_by: 'Ada, by mail'");
  EXPECT_EQ(reply.plan_effective_from(), "2026-12-01");
  const v1::Invoice invoice = Invoice(reply.invoice_number()).invoice();
  EXPECT_EQ(Printed(invoice),
            "BILL-001 of 2026-11-03 due 2026-12-03\n"
            "setup 1 x 500 = 500.00\n"
            "vat 20% of 500.00 = 100.00\n"
            "500.00 + 100.00 = 600.00 USD\n");
  EXPECT_EQ(invoice.quote_id(), "q");
  EXPECT_TRUE(IsSame(Quote().revisions(0), quoted));
  EXPECT_EQ(Quote().status(), v1::QUOTE_STATUS_ACCEPTED);

  // What recurs is in the plan, a month of which is billed when it is over.
  daemon_.At("2027-01-03T12:00:00Z");
  Run("2026-12");
  EXPECT_THAT(Printed(Draft("alpha", "2026-12").content()), HasSubstr("care 45 x 10 = 450.00"));
  EXPECT_THAT(Printed(Draft("alpha", "2026-12").content()),
              HasSubstr("support 1 x 1000 = 1000.00"));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(Quotes, AreFrozenRevisionByRevision) {
  ReviseC19();
  Send(1);
  const v1::QuoteRevision first = Quote().revisions(0);
  EXPECT_EQ(ReviseC19("note: 'without support' valid_until: '2026-12-31'"), 2U);
  const v1::QuoteView quote = Quote();
  EXPECT_EQ(quote.status(), v1::QUOTE_STATUS_DRAFT);
  EXPECT_TRUE(IsSame(quote.revisions(0), first));
  EXPECT_EQ(quote.revisions(1).note(), "without support");
  const auto page = Ask<v1::QuotePage, v1::ListQuotes>("org_id: 'msp' customer_id: 'alpha'");
  ASSERT_EQ(page.quotes_size(), 1);
  ASSERT_EQ(page.quotes(0).revisions_size(), 1);
  EXPECT_EQ(page.quotes(0).revisions(0).revision(), 2U);
  EXPECT_EQ((Ask<v1::QuotePage, v1::ListQuotes>("org_id: 'msp' customer_id: 'beta'")).quotes_size(),
            0);
}

TEST_F(Quotes, ExpireAfterTheirLastDayInTheOrgsZone) {
  Do<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'America/New_York' "
      "  number_pattern: 'BILL-{NNN}' }");
  ReviseC19("valid_until: '2026-11-30'");
  Send(1);
  const uint64_t sent_at = Head();
  daemon_.At("2026-12-01T04:59:59Z");
  EXPECT_EQ(Quote().status(), v1::QUOTE_STATUS_SENT);
  EXPECT_THAT(QuotesThatAre("SENT"), ElementsAre("q"));
  daemon_.At("2026-12-01T05:00:00Z");
  EXPECT_EQ(Quote().status(), v1::QUOTE_STATUS_EXPIRED);
  EXPECT_THAT(QuotesThatAre("SENT"), IsEmpty());
  EXPECT_THAT(QuotesThatAre("EXPIRED"), ElementsAre("q"));
  // As of an earlier position it is what it was then.
  EXPECT_EQ(Quote(absl::StrCat("as_of { position: ", sent_at, " }")).status(),
            v1::QUOTE_STATUS_SENT);
  ExpectRefused({{"Quotes/Accept", absl::StrCat(kQ, "revision: 1 plan_from: '2026-12-01'"),
                  kFailedPrecondition, v1::REASON_QUOTE_EXPIRED, "revision"}});
  // Another revision can be accepted.
  EXPECT_EQ(ReviseC19("valid_until: '2026-12-31'"), 2U);
  Send(2);
  EXPECT_EQ(Accept(2, "plan_from: '2026-12-01'").invoice_number(), "BILL-001");
}

TEST_F(Quotes, AreAcceptedOrRevisedButNotBothAtTheSameTime) {
  ReviseC19();
  Send(1);
  const auto accept =
      Parse<v1::AcceptQuote>(absl::StrCat(kQ, "revision: 1 plan_from: '2026-12-01'"));
  const auto revise = Parse<v1::ReviseQuote>(
      absl::StrCat(kQ,
                   "customer_id: 'alpha' lines { line_id: 'a' item_id: 'seat' quantity: '1' "
                   "  unit_price: '1' }"));
  absl::Status accepted;
  absl::Status revised;
  std::thread other(
      [&] { revised = CallAny<v1::ReviseQuoteReply>(daemon_.NewClient(), revise).status(); });
  accepted = CallAny<v1::AcceptQuoteReply>(client_, accept).status();
  other.join();
  ASSERT_NE(accepted.ok(), revised.ok()) << accepted << "\n" << revised;
  if (accepted.ok()) {
    EXPECT_EQ(RefusalIn(revised).reason(), v1::REASON_QUOTE_DECIDED);
  } else {
    EXPECT_EQ(RefusalIn(accepted).reason(), v1::REASON_QUOTE_REVISED);
  }
}

TEST_F(Quotes, OfAProjectBecomeItsInvoice) {
  DefineWeb();
  EXPECT_EQ(FormatAmount(Web().net()), "1000.00");
  EXPECT_EQ(Web().amounts_size(), 4);
  EXPECT_EQ(FormatAmount(Web().amounts(1).amount()), "233.34");
  EXPECT_EQ(FormatAmount(Web().amounts(3).amount()), "233.33");

  EXPECT_EQ(BillWeb("QUOTE").quote_id(), "web");
  EXPECT_EQ(Web().quote_id(), "web");
  const std::string web = "org_id: 'msp' quote_id: 'web' revision: 1";
  Ask<v1::Receipt, v1::SendQuote>(web);
  const auto reply = Ask<v1::AcceptQuoteReply, v1::AcceptQuote>(web);
  EXPECT_EQ(Printed(Invoice(reply.invoice_number()).invoice()),
            "BILL-001 of 2026-11-03 due 2026-12-03\n"
            "design 3 x 100 = 300.00\n"
            "build 1 x 233.34 = 233.34\n"
            "test 1 x 233.33 = 233.33\n"
            "move 1 x 233.33 = 233.33\n"
            "vat 20% of 1000.00 = 200.00\n"
            "1000.00 + 200.00 = 1200.00 USD\n");
  EXPECT_EQ(Web().invoice_number(), "BILL-001");
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(Quotes, AreNotNeededToInvoiceAProject) {
  DefineWeb();
  EXPECT_EQ(BillWeb("INVOICE").invoice_number(), "BILL-001");
  EXPECT_EQ(FormatAmount(Invoice("BILL-001").invoice().totals().total()), "1200.00");
  EXPECT_EQ(Invoice("BILL-001").invoice().project_id(), "web");
  const auto page = Ask<v1::ProjectPage, v1::ListProjects>("org_id: 'msp' customer_id: 'alpha'");
  ASSERT_EQ(page.projects_size(), 1);
  EXPECT_EQ(page.projects(0).invoice_number(), "BILL-001");
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(Quotes, AndTheirInvoicesAreExplained) {
  ReviseC19();
  Send(1);
  const v1::Explanation document = Told(Accept(1, "plan_from: '2026-12-01'").invoice_number());
  EXPECT_THAT(document.text(), HasSubstr("Invoice BILL-001 of 3 Nov 2026 to alpha Ltd: 500.00"));
  const std::string all = document.DebugString();
  EXPECT_THAT(all, HasSubstr("As quoted: line setup of revision 1 of quote q, made on 3 Nov 2026"));
  EXPECT_THAT(all,
              HasSubstr("Bills revision 1 of quote q, noted as accepted by ann on 3 Nov 2026"));
  EXPECT_THAT(all, HasSubstr("VAT, 20%, as quoted on 3 Nov 2026"));

  DefineWeb();
  BillWeb("INVOICE");
  const v1::Explanation build = Told("BILL-002", "build");
  ASSERT_GE(build.children_size(), 1);
  EXPECT_EQ(build.children(0).text(),
            "Task build of project web, Website: its share of what the rates of others leave of "
            "the estimate of 1000.00 USD, split evenly over 3 tasks");
  EXPECT_THAT(Told("BILL-002", "design").DebugString(),
              HasSubstr("Task design of project web, Website: 3 at its own rate of 100.00 USD"));
}

TEST_F(Quotes, AreRefusedWithAReason) {
  DefineWeb();
  ReviseC19();
  const std::string task = "tasks { task_id: 'a' name: 'A' } ";
  const auto project = [&](const std::string& more) {
    return absl::StrCat(
        "org_id: 'msp' project { project_id: 'p' customer_id: 'alpha' name: 'P' "
        "  item_id: 'seat' ",
        more, " }");
  };
  const std::string line = "lines { line_id: 'a' item_id: 'seat' quantity: '1' unit_price: '1' } ";
  ExpectRefused({
      {"Projects/Define",
       "org_id: 'none' project { project_id: 'p' customer_id: 'alpha' name: 'P' "
       "  item_id: 'seat' tasks { task_id: 'a' name: 'A' } }",
       kNotFound, v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"Projects/Define", project(task), kInvalidArgument, v1::REASON_PROJECT_CONTRADICTS_ITSELF,
       "project.tasks[0].unit_price"},
      {"Projects/Define", project("estimate: '1' tasks { task_id: 'a' name: 'A' unit_price: '2' }"),
       kInvalidArgument, v1::REASON_PROJECT_CONTRADICTS_ITSELF, "project.estimate"},
      {"Projects/Define", project("estimate: '1' " + task + task), kInvalidArgument,
       v1::REASON_LISTED_TWICE, "project.tasks[1]"},
      {"Projects/Define", project(""), kInvalidArgument, v1::REASON_FIELD_MISSING, "project.tasks"},
      {"Projects/Get", "org_id: 'msp' project_id: 'none'", kNotFound, v1::REASON_PROJECT_NOT_FOUND,
       "project_id"},
      {"Projects/Get", "org_id: 'none' project_id: 'web'", kNotFound, v1::REASON_ORG_NOT_FOUND,
       "org_id"},
      {"Projects/List", "org_id: 'none'", kNotFound, v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"Projects/List", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Projects/Bill", "org_id: 'msp' project_id: 'none' bill_as: BILL_AS_QUOTE", kNotFound,
       v1::REASON_PROJECT_NOT_FOUND, "project_id"},
      {"Projects/Bill", "org_id: 'msp' project_id: 'web' bill_as: 9", kInvalidArgument,
       v1::REASON_FIELD_INVALID, "bill_as"},
      {"Quotes/Revise", absl::StrCat(kQ, "customer_id: 'alpha'"), kInvalidArgument,
       v1::REASON_FIELD_MISSING, "lines"},
      {"Quotes/Revise", absl::StrCat(kQ, "customer_id: 'beta' ", line), kAlreadyExists,
       v1::REASON_ID_IN_USE, "quote_id"},
      {"Quotes/Revise", absl::StrCat(kQ, "customer_id: 'alpha' valid_until: '2026-11-02' ", line),
       kInvalidArgument, v1::REASON_DATE_OUT_OF_RANGE, "valid_until"},
      {"Quotes/Send", absl::StrCat(kQ, "revision: 2"), kAborted, v1::REASON_QUOTE_REVISED,
       "revision"},
      {"Quotes/Accept", absl::StrCat(kQ, "revision: 1"), kFailedPrecondition,
       v1::REASON_QUOTE_NOT_SENT, "revision"},
      {"Quotes/Get", "org_id: 'msp' quote_id: 'none'", kNotFound, v1::REASON_QUOTE_NOT_FOUND,
       "quote_id"},
      {"Quotes/Get", "org_id: 'none' quote_id: 'q'", kNotFound, v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"Quotes/List", "org_id: 'none'", kNotFound, v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"Quotes/List", "org_id: 'msp' customer_id: 'none'", kNotFound, v1::REASON_CUSTOMER_NOT_FOUND,
       "customer_id"},
      {"Quotes/Decline", "org_id: 'msp' quote_id: 'none' reason: 'r'", kNotFound,
       v1::REASON_QUOTE_NOT_FOUND, "quote_id"},
  });
  Send(1);
  SetPlan("alpha",
          "lines { line_id: 'care' item_id: 'seat' fixed { quantity: '1' } "
          "  held { unit_price: '1' } }");
  ExpectRefused({
      {"Quotes/Accept", absl::StrCat(kQ, "revision: 1"), kInvalidArgument, v1::REASON_FIELD_MISSING,
       "plan_from"},
      {"Quotes/Accept", absl::StrCat(kQ, "revision: 1 plan_from: '2026-12-01'"),
       kFailedPrecondition, v1::REASON_QUOTE_NOT_BILLABLE, "plan_from"},
  });
  Ask<v1::Receipt, v1::DeclineQuote>(absl::StrCat(kQ, "reason: 'too much'"));
  BillWeb("INVOICE");
  ExpectRefused({
      {"Quotes/Accept", absl::StrCat(kQ, "revision: 1"), kFailedPrecondition,
       v1::REASON_QUOTE_DECIDED, "quote_id"},
      {"Projects/Bill", "org_id: 'msp' project_id: 'web' bill_as: BILL_AS_INVOICE",
       kFailedPrecondition, v1::REASON_PROJECT_INVOICED, "project_id"},
  });
}

}  // namespace
}  // namespace tally
