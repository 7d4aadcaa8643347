#include "ledger/deciders/trials.h"

#include "ledger/deciders/customers.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/deciders/run_outcome.h"
#include "support/provider.h"

namespace tally {
namespace {

std::string Of(absl::string_view invoices) { return absl::StrCat("org_id: 'msp' ", invoices); }

constexpr char kSeat[] = "lines { item_id: 'seat' amount: '120.00' }";

std::string Invoice(absl::string_view more, absl::string_view number = "A-1") {
  return absl::StrCat("invoices { customer_id: 'alpha' month: '2026-07' number: '", number, "' ",
                      more, " } ");
}

TEST(RecordOldInvoices, RecordsInvoicesAsOneEvent) {
  Provider()
      .When<v1::RecordOldInvoices>(Of(absl::StrCat(
          Invoice("lines { item_id: 'seat' description: 'Seats' quantity: '12.0' amount: '120' } "
                  "lines { item_id: 'stamp' quantity: '-1' amount: '-0.5' } tax: '24'"),
          Invoice(kSeat, "A-2"))))
      .Then(absl::StrCat(
          "old_invoices_recorded { org_id: 'msp' ",
          Invoice("lines { item_id: 'seat' description: 'Seats' quantity: '12' amount: '120.00' } "
                  "lines { item_id: 'stamp' quantity: '-1' amount: '-0.50' } tax: '24.00'"),
          Invoice(kSeat, "A-2"), "}"))
      .Replied<v1::RecordOldInvoicesReply>("recorded: 2");
}

TEST(RecordOldInvoices, KnowsWhatItWasToldBeforeAndRefusesAnotherUnderItsNumber) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordOldInvoices>(Of(Invoice(kSeat)));
  scenario.When<v1::RecordOldInvoices>(Of(Invoice("lines { item_id: 'seat' amount: '120.0' }")))
      .ThenNothing()
      .Replied<v1::RecordOldInvoicesReply>("already_known: 1");
  scenario
      .When<v1::RecordOldInvoices>(Of(absl::StrCat(
          "invoices { customer_id: 'alpha' month: '2026-08' number: 'A-1' ", kSeat, " }")))
      .ThenNothing()
      .Replied<v1::RecordOldInvoicesReply>(
          "refused { index: 0 field: 'month' message: 'is \"2026-08\", but was recorded as "
          "\"2026-07\"; another invoice needs a number of its own' }");
  scenario.When<v1::RecordOldInvoices>(Of(Invoice("lines { item_id: 'seat' amount: '121' }")))
      .ThenNothing()
      .Replied<v1::RecordOldInvoicesReply>(
          "refused { index: 0 message: 'is not as it was recorded; another invoice needs a number "
          "of its own' }");
  // Another customer's numbers are others.
  scenario
      .When<v1::RecordOldInvoices>(Of(absl::StrCat(
          "invoices { customer_id: 'beta' month: '2026-08' number: 'A-1' ", kSeat, " }")))
      .Replied<v1::RecordOldInvoicesReply>("recorded: 1");
}

// Each row is right up to the field that it names.
TEST(RecordOldInvoices, RefusesAnInvoiceByItsField) {
  const std::string customer = "customer_id: 'alpha' ";
  const std::string month = customer + "month: '2026-07' ";
  const std::string number = month + "number: 'A-1' ";
  const std::string long_amount(100, '1');
  std::string many = number;
  for (int i = 0; i < 501; ++i) many += kSeat;
  struct Row {
    std::string invoice;
    const char* field;
    const char* message;
  };
  const Row rows[] = {
      {"", "customer_id", "is missing"},
      {"customer_id: 'none'", "customer_id", "there is no \"none\""},
      {customer, "month", "is missing"},
      {customer + "month: '2026-13'", "month", "is \"2026-13\"; a month is written like 2026-10"},
      {month, "number", "is missing"},
      {number, "lines", "is missing; an invoice has a line at least"},
      {many, "lines", "are 501; at most 500 are allowed"},
      {number + "lines {}", "lines[0].item_id", "is missing"},
      {number + kSeat + "lines { item_id: 'none' }", "lines[1].item_id", "there is no \"none\""},
      {number + "lines { item_id: 'seat' description: '\\n' }", "lines[0].description",
       "has a control character at byte 1"},
      {number + "lines { item_id: 'seat' }", "lines[0].amount", "is missing"},
      {number + "lines { item_id: 'seat' amount: '1.005' }", "lines[0].amount",
       "is \"1.005\"; an amount in USD is a decimal number of at most 2 decimals"},
      {absl::StrCat(number, "lines { item_id: 'seat' amount: '", long_amount, "' }"),
       "lines[0].amount",
       "is no amount; an amount in USD is a decimal number of at most 2 decimals"},
      {number + kSeat + " tax: 'x'", "tax",
       "is \"x\"; an amount in USD is a decimal number of at most 2 decimals"},
  };
  for (const auto& [invoice, field, message] : rows) {
    SCOPED_TRACE(invoice.substr(0, 200));
    Scenario scenario = Provider();
    scenario.When<v1::RecordOldInvoices>(Of(absl::StrCat("invoices { ", invoice, " }")))
        .ThenNothing();
    v1::RecordOldInvoicesReply reply;
    v1::RefusedOldInvoice& refused = *reply.add_refused();
    refused.set_field(field);
    refused.set_message(message);
    scenario.Replied<v1::RecordOldInvoicesReply>(reply.ShortDebugString());
  }
}

TEST(RecordOldInvoices, Refuses) {
  Provider()
      .When<v1::RecordOldInvoices>("org_id: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
}

// Alpha is on trial, and would be billed ten dollars a month.
Scenario OnTrial() {
  Scenario scenario = Provider();
  scenario
      .Given(
          "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' "
          "  trial: true } }")
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1", "10")));
  return scenario;
}

TEST(Trial, IsDraftedByNoRun) {
  Scenario scenario = OnTrial();
  RunMonth(scenario, "2026-10");
  EXPECT_FALSE(scenario.books().drafts.Has("msp", "2026-10", "alpha"));
  const v1::Customer alpha = *scenario.books().customers.Find("msp", "alpha");
  const MonthDrafter drafter(scenario.books(), *scenario.books().orgs.Find("msp"),
                             absl::CivilMonth(2026, 10), scenario.now());
  const CustomerOutcome outcome = RunFor(scenario.books(), drafter, alpha);
  EXPECT_EQ(outcome.outcome.skip_reason(), v1::SKIP_REASON_ON_TRIAL);
  EXPECT_EQ(outcome.outcome.detail(), "on trial: compare its month with the old system's invoices");
  EXPECT_FALSE(outcome.content);
  EXPECT_TRUE(RunInSpiteOfTrial(scenario.books(), drafter, alpha).content);
}

// A draft from before the trial is told as it is.
TEST(Trial, LeavesWhatWasDraftedBefore) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1", "10")));
  RunMonth(scenario, "2026-10");
  scenario.Given(
      "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'A' trial: true } }");
  const MonthDrafter drafter(scenario.books(), *scenario.books().orgs.Find("msp"),
                             absl::CivilMonth(2026, 10), scenario.now());
  const CustomerOutcome outcome =
      RunFor(scenario.books(), drafter, *scenario.books().customers.Find("msp", "alpha"));
  EXPECT_EQ(outcome.outcome.skip_reason(), v1::SKIP_REASON_ALREADY_DRAFTED);
}

}  // namespace
}  // namespace tally
