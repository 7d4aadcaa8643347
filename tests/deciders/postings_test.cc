#include "ledger/deciders/postings.h"

#include "support/postings.h"

namespace tally {
namespace {

constexpr char kAboutB1[] =
    "org_id: 'msp' system: 'books' document_number: 'B-1' customer_id: 'alpha' ";

std::string Event(absl::string_view name, absl::string_view more) {
  return absl::StrCat(name, " { ", kAboutB1, more, " }");
}

Scenario WithInvoice() {
  Scenario scenario = ProviderWithBooks();
  Issue(scenario, "B-1");
  return scenario;
}

void Void(Scenario& scenario, absl::string_view number) {
  scenario.GivenCommand<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'mistake'"));
}

TEST(BeginPosting, TellsThatNothingWasBegunBefore) {
  WithInvoice()
      .When<v1::BeginPosting>(Of("B-1"))
      .Replied<v1::BeginPostingReply>("attempt: 1")
      .Then(Event("posting_begun", "attempt: 1"));
}

// X05 of the worked examples: what timed out is looked for, found and linked.
TEST(BeginPosting, TellsThatAnAttemptHasNoOutcome) {
  Scenario scenario = WithInvoice();
  Begin(scenario, "B-1");
  EXPECT_EQ(StateOf(scenario, "B-1"), "IN_DOUBT");
  scenario.GivenCommand<v1::BeginPosting>(Of("B-1"))
      .Replied<v1::BeginPostingReply>("attempt: 2 in_doubt: true")
      .Then(Event("posting_begun", "attempt: 2"));
  scenario.GivenCommand<v1::CompletePosting>(Of("B-1", "external_id: '4711'"))
      .Then(Event("posting_completed", "external_id: '4711'"));
  EXPECT_EQ(StateOf(scenario, "B-1"), "POSTED");
}

TEST(BeginPosting, IsNotInDoubtAfterAnAttemptThatFailed) {
  Scenario scenario = WithInvoice();
  Begin(scenario, "B-1");
  scenario.GivenCommand<v1::FailPosting>(Of("B-1", "attempt: 1 reason: 'no such customer'"))
      .Then(Event("posting_failed", "attempt: 1 reason: 'no such customer'"));
  EXPECT_EQ(StateOf(scenario, "B-1"), "FAILED");
  scenario.When<v1::BeginPosting>(Of("B-1")).Replied<v1::BeginPostingReply>("attempt: 2");
}

TEST(BeginPosting, TakesWhatWasIssuedBeforeTheSystemWasThere) {
  Scenario scenario = Provider();
  Issue(scenario, "B-1");
  DefineSystems(scenario, "accounting_systems { system: 'books' }");
  Issue(scenario, "B-2");
  EXPECT_EQ(StateOf(scenario, "B-1"), "NOT_WAITING");
  EXPECT_EQ(DocumentsIn(v1::POSTING_STATE_WAITING, scenario), "B-2");
  Post(scenario, "B-1");
  EXPECT_EQ(StateOf(scenario, "B-1"), "POSTED");
  EXPECT_EQ(DocumentsIn(v1::POSTING_STATE_WAITING, scenario), "B-2");
}

TEST(BeginPosting, PostsACreditNoteAfterItsInvoice) {
  Scenario scenario = WithInvoice();
  scenario.GivenCommand<v1::CreditInvoice>(
      "org_id: 'msp' invoice_number: 'B-1' whole {} reason: 'r'");
  const std::string note = "CREDIT-2026-11-001";
  EXPECT_EQ(DocumentsIn(v1::POSTING_STATE_WAITING, scenario), "B-1 " + note);
  const auto refuses = [&] {
    scenario.When<v1::BeginPosting>(Of(note)).Refused(v1::REASON_INVOICE_NOT_POSTED,
                                                      "document_number");
  };
  refuses();
  Begin(scenario, "B-1");
  refuses();
  scenario.GivenCommand<v1::FailPosting>(Of("B-1", "attempt: 1 reason: 'r'"));
  refuses();
  Post(scenario, "B-1");
  Post(scenario, note);
  EXPECT_EQ(StateOf(scenario, note), "POSTED");
}

TEST(BeginPosting, PostsACreditNoteOfAnInvoiceThatDoesNotWait) {
  Scenario scenario = Provider();
  Issue(scenario, "B-1");
  DefineSystems(scenario, "accounting_systems { system: 'books' }");
  scenario.GivenCommand<v1::CreditInvoice>(
      "org_id: 'msp' invoice_number: 'B-1' whole {} reason: 'r'");
  Post(scenario, "CREDIT-2026-11-001");
}

TEST(BeginPosting, Refuses) {
  Scenario scenario = WithInvoice();
  scenario.When<v1::BeginPosting>("org_id: 'none' system: 'books' document_number: 'B-1'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  scenario.When<v1::BeginPosting>(Of("B-1", "", "sage"))
      .Refused(v1::REASON_ACCOUNTING_SYSTEM_NOT_FOUND, "system");
  scenario.When<v1::BeginPosting>(Of("B-9")).Refused(v1::REASON_DOCUMENT_NOT_FOUND,
                                                     "document_number");
  Post(scenario, "B-1");
  scenario.When<v1::BeginPosting>(Of("B-1")).Refused(v1::REASON_DOCUMENT_IS_POSTED,
                                                     "document_number");
  EXPECT_EQ(scenario.refusal().message(), "B-1 is in \"books\" as \"id of B-1\"");
}

TEST(CompletePosting, IsFineTwiceAndRefusesAnotherDocumentThere) {
  Scenario scenario = WithInvoice();
  Post(scenario, "B-1");
  scenario.When<v1::CompletePosting>(Of("B-1", "external_id: 'id of B-1'")).ThenNothing();
  scenario.When<v1::CompletePosting>(Of("B-1", "external_id: '4712'"))
      .Refused(v1::REASON_POSTED_AS_ANOTHER, "external_id");
  EXPECT_EQ(scenario.refusal().message(), "is \"4712\", but B-1 is in \"books\" as \"id of B-1\"");
}

TEST(CompletePosting, RefusesTheIdOfAnotherDocument) {
  Scenario scenario = WithInvoice();
  Issue(scenario, "B-2");
  Post(scenario, "B-1");
  Begin(scenario, "B-2");
  scenario.When<v1::CompletePosting>(Of("B-2", "external_id: 'id of B-1'"))
      .Refused(v1::REASON_EXTERNAL_ID_IN_USE, "external_id");
  // Another accounting system has ids of its own.
  Begin(scenario, "B-2", "xero");
  scenario.GivenCommand<v1::CompletePosting>(Of("B-2", "external_id: 'id of B-1'", "xero"));
}

TEST(CompletePosting, RefusesWhatNobodyBegan) {
  Scenario scenario = WithInvoice();
  const std::string complete = Of("B-1", "external_id: '1'");
  scenario.When<v1::CompletePosting>(complete).Refused(v1::REASON_POSTING_NOT_BEGUN,
                                                       "document_number");
  Begin(scenario, "B-1");
  scenario.GivenCommand<v1::FailPosting>(Of("B-1", "attempt: 1 reason: 'r'"));
  scenario.When<v1::CompletePosting>(complete).Refused(v1::REASON_POSTING_NOT_BEGUN,
                                                       "document_number");
  EXPECT_EQ(scenario.refusal().message(), "attempt 1 of B-1 failed");
}

TEST(FailPosting, IsRefusedToAnAttemptThatIsNotTheLast) {
  Scenario scenario = WithInvoice();
  Begin(scenario, "B-1");
  Begin(scenario, "B-1");
  scenario.When<v1::FailPosting>(Of("B-1", "attempt: 1 reason: 'r'"))
      .Refused(v1::REASON_POSTING_BEGUN_AGAIN, "attempt");
  scenario.When<v1::FailPosting>(Of("B-1", "attempt: 2 reason: 'r'"))
      .Then(Event("posting_failed", "attempt: 2 reason: 'r'"));
}

TEST(FailPosting, RefusesWhatIsPostedOrNotBegun) {
  Scenario scenario = WithInvoice();
  const std::string fail = Of("B-1", "attempt: 1 reason: 'r'");
  scenario.When<v1::FailPosting>(fail).Refused(v1::REASON_POSTING_NOT_BEGUN, "document_number");
  Post(scenario, "B-1");
  scenario.When<v1::FailPosting>(fail).Refused(v1::REASON_DOCUMENT_IS_POSTED, "document_number");
}

// C05 of the worked examples: exported to accounting.
TEST(VoidInvoice, IsRefusedOfWhatIsOrMayBeInASystemThatTakesNoVoids) {
  const std::string command = "org_id: 'msp' invoice_number: 'B-1' reason: 'mistake'";
  Scenario in_doubt = WithInvoice();
  Begin(in_doubt, "B-1");
  in_doubt.When<v1::VoidInvoice>(command).Refused(v1::REASON_INVOICE_IS_POSTED, "invoice_number");
  EXPECT_EQ(in_doubt.refusal().message(),
            "B-1 may be in \"books\", which takes no voids; credit it instead");

  Scenario posted = WithInvoice();
  Post(posted, "B-1");
  posted.When<v1::VoidInvoice>(command).Refused(v1::REASON_INVOICE_IS_POSTED, "invoice_number");
  posted.GivenCommand<v1::CreditInvoice>(command + " whole {}");

  Scenario failed = WithInvoice();
  Begin(failed, "B-1");
  failed.GivenCommand<v1::FailPosting>(Of("B-1", "attempt: 1 reason: 'r'"));
  Void(failed, "B-1");
}

TEST(VoidInvoice, IsPostedWhereVoidsAreTaken) {
  Scenario scenario = WithInvoice();
  Post(scenario, "B-1", "xero");
  Void(scenario, "B-1");
  const std::string note = "CREDIT-2026-11-001";
  EXPECT_EQ(scenario.books().documents.Find("msp", note)->kind(), v1::ISSUED_DOCUMENT_KIND_VOID);
  EXPECT_EQ(DocumentsIn(v1::POSTING_STATE_WAITING, scenario, "xero"), note);
  // A void makes no other document there.
  Begin(scenario, note, "xero");
  scenario.GivenCommand<v1::CompletePosting>(Of(note, "external_id: 'id of B-1'", "xero"));
  // But nothing else is that document.
  Issue(scenario, "B-2");
  Begin(scenario, "B-2", "xero");
  scenario.When<v1::CompletePosting>(Of("B-2", "external_id: 'id of B-1'", "xero"))
      .Refused(v1::REASON_EXTERNAL_ID_IN_USE, "external_id");
}

TEST(DefineOrg, RefusesAnAccountingSystemTwice) {
  Provider()
      .When<v1::DefineOrg>(
          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  accounting_systems { system: 'books' } accounting_systems { system: 'books' } }")
      .Refused(v1::REASON_LISTED_TWICE, "org.accounting_systems[1]");
}

}  // namespace
}  // namespace tally
