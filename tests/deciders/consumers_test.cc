#include "ledger/deciders/consumers.h"

#include "support/scenario.h"

namespace tally {
namespace {

Scenario Msp() {
  Scenario scenario;
  scenario.Given("org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' } }")
      .GivenCommand<v1::DefineConsumer>(
          "org_id: 'msp' consumer { consumer_id: 'mailer' stream_prefix: 'invoices/' "
          "  types: 'InvoiceIssued' types: 'CreditNoteIssued' }");
  return scenario;
}

TEST(DefineConsumer, FillsInDefaultsAndSortsTypes) {
  Msp()
      .When<v1::DefineConsumer>(
          "org_id: 'msp' consumer { consumer_id: 'c' types: 'TaxDefined' types: 'ItemDefined' }")
      .Then(
          "consumer_defined { org_id: 'msp' consumer { consumer_id: 'c' types: 'ItemDefined' "
          "  types: 'TaxDefined' from_position: 1 acknowledge_within_ms: 30000 max_attempts: 5 } "
          "}");
}

TEST(DefineConsumer, KeepsWhatIsGiven) {
  const char* consumer =
      "org_id: 'msp' consumer { consumer_id: 'c' stream: 'invoices/B-1' from_position: 1000 "
      "  acknowledge_within_ms: 100 max_attempts: 1000 }";
  Msp().When<v1::DefineConsumer>(consumer).Then(
      absl::StrCat("consumer_defined { ", consumer, " }"));
}

TEST(DefineConsumer, ChangesDeadlineAndLimit) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::DefineConsumer>(
      "org_id: 'msp' consumer { consumer_id: 'mailer' stream_prefix: 'invoices/' "
      "  types: 'CreditNoteIssued' types: 'InvoiceIssued' max_attempts: 2 "
      "  acknowledge_within_ms: 86400000 }");
  const auto consumer = msp.books().consumers.Find("msp", "mailer");
  EXPECT_EQ(consumer->max_attempts(), 2U);
  EXPECT_EQ(consumer->acknowledge_within_ms(), 86'400'000U);
}

TEST(DefineConsumer, ChangesNothingIfItIsAsItWas) {
  for (const char* same :
       {"", "from_position: 1", "acknowledge_within_ms: 30000 max_attempts: 5"}) {
    SCOPED_TRACE(same);
    Msp()
        .When<v1::DefineConsumer>(absl::StrCat(
            "org_id: 'msp' consumer { consumer_id: 'mailer' stream_prefix: 'invoices/' "
            "  types: 'CreditNoteIssued' types: 'InvoiceIssued' ",
            same, " }"))
        .ThenNothing();
  }
}

TEST(DefineConsumer, NeverChangesWhatIsWanted) {
  const char* others[] = {
      "",
      "types: 'InvoiceIssued' types: 'CreditNoteIssued'",
      "stream_prefix: 'invoices/' types: 'InvoiceIssued'",
      "stream_prefix: 'invoice' types: 'InvoiceIssued' types: 'CreditNoteIssued'",
      "stream: 'invoices/' types: 'InvoiceIssued' types: 'CreditNoteIssued'",
      "stream_prefix: 'invoices/' types: 'InvoiceIssued' types: 'CreditNoteIssued' "
      "from_position: 2",
  };
  for (const char* wanted : others) {
    SCOPED_TRACE(wanted);
    Msp()
        .When<v1::DefineConsumer>(
            absl::StrCat("org_id: 'msp' consumer { consumer_id: 'mailer' ", wanted, " }"))
        .Refused(v1::REASON_CONSUMER_IS_FIXED, "consumer");
  }
}

TEST(DefineConsumer, MayWantSomethingElseOnceItWasRemoved) {
  Scenario msp = Msp();
  msp.GivenCommand<v1::RemoveConsumer>("org_id: 'msp' consumer_id: 'mailer'")
      .When<v1::DefineConsumer>("org_id: 'msp' consumer { consumer_id: 'mailer' stream: 's' }")
      .Then(
          "consumer_defined { org_id: 'msp' consumer { consumer_id: 'mailer' stream: 's' "
          "  from_position: 1 acknowledge_within_ms: 30000 max_attempts: 5 } }");
}

// Each row is right up to the guard that it names.
TEST(DefineConsumer, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' consumer { consumer_id: 'c' stream: 's' stream_prefix: 's' }",
       v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp' consumer { consumer_id: 'c' stream: 's' stream_prefix: 's' types: 'No' }",
       v1::REASON_FIELD_INVALID, "consumer.stream_prefix"},
      {"org_id: 'msp' consumer { consumer_id: 'c' types: 'TaxDefined' types: 'No' "
       "  acknowledge_within_ms: 1 }",
       v1::REASON_FIELD_INVALID, "consumer.types[1]"},
      {"org_id: 'msp' consumer { consumer_id: 'c' types: 'TaxDefined' types: 'TaxDefined' "
       "  acknowledge_within_ms: 1 }",
       v1::REASON_LISTED_TWICE, "consumer.types[1]"},
      {"org_id: 'msp' consumer { consumer_id: 'c' acknowledge_within_ms: 99 max_attempts: 1001 }",
       v1::REASON_FIELD_INVALID, "consumer.acknowledge_within_ms"},
      {"org_id: 'msp' consumer { consumer_id: 'c' acknowledge_within_ms: 86400001 }",
       v1::REASON_FIELD_INVALID, "consumer.acknowledge_within_ms"},
      {"org_id: 'msp' consumer { consumer_id: 'mailer' max_attempts: 1001 }",
       v1::REASON_FIELD_INVALID, "consumer.max_attempts"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<v1::DefineConsumer>(command).Refused(reason, field);
  }
}

TEST(RemoveConsumer, Removes) {
  Scenario msp = Msp();
  msp.When<v1::RemoveConsumer>("org_id: 'msp' consumer_id: 'mailer'")
      .Then("consumer_removed { org_id: 'msp' consumer_id: 'mailer' }");
  msp.GivenCommand<v1::RemoveConsumer>("org_id: 'msp' consumer_id: 'mailer'");
  EXPECT_FALSE(msp.books().consumers.Has("msp", "mailer"));
}

TEST(RemoveConsumer, Refuses) {
  Msp()
      .When<v1::RemoveConsumer>("org_id: 'none' consumer_id: 'mailer'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  Msp()
      .When<v1::RemoveConsumer>("org_id: 'msp' consumer_id: 'none'")
      .Refused(v1::REASON_CONSUMER_NOT_FOUND, "consumer_id");
}

}  // namespace
}  // namespace tally
