#include <gmock/gmock.h>

#include "ledger/deciders/catalog.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/taxes.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

// Alpha and Beta have drafts for October: 18 and 4 seats at 12.50.
Scenario October() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")))
      .GivenCommand<v1::SetPlan>(PlanOf("beta", SeatLine("12.50")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", "18"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S2", "2026-10-31T22:00:00Z", "4"));
  RunMonth(scenario, "2026-10");
  return scenario;
}

v1::ApproveDraft Alpha(const Scenario& scenario) { return Approval(scenario, "alpha", "2026-10"); }
v1::ApproveDraft Beta(const Scenario& scenario) { return Approval(scenario, "beta", "2026-10"); }

// What the approval of `reviewed` is refused for, as `line what: reviewed -> now`.
std::vector<std::string> DifferencesOf(const v1::Refusal& refusal) {
  EXPECT_EQ(v1::Reason_Name(refusal.reason()), "REASON_DRAFT_IS_STALE");
  std::vector<std::string> differences;
  for (const v1::Difference& difference : refusal.differences()) {
    differences.push_back(absl::StrCat(difference.line_id(), " ", difference.what(), ": ",
                                       difference.reviewed(), " -> ", difference.now()));
  }
  return differences;
}

TEST(ApproveDraft, IssuesAnInvoice) {
  Scenario scenario = October();
  const v1::ApproveDraft approve = Alpha(scenario);
  scenario.When(approve)
      .Then(absl::StrCat("draft_approved { org_id: 'msp' customer_id: 'alpha' month: '2026-10' "
                         "  reviewed_position: ",
                         approve.reviewed_position(), "  content_hash: '", approve.content_hash(),
                         "' invoice_number: 'BILL-2026-11-001' }"),
            "invoice_issued { org_id: 'msp' number_series: 'BILL-2026-11-{N}' number_counter: 1 "
            "  invoice { number: 'BILL-2026-11-001' "
            "    bill_to { customer_id: 'alpha' name: 'alpha Ltd' email: 'ap@alpha.example' } "
            "    period { month: '2026-10' start @2026-10-01T00:00:00Z end @2026-11-01T00:00:00Z } "
            "    issue_date: '2026-11-03' due_date: '2026-12-03' "
            "    terms { text: 'net 30' days: 30 } "
            "    lines { line_id: 'seat' item_id: 'seat' description: 'Seat' "
            "      quantity: '18' unit_price: '12.5' "
            "      amount { minor_units: 22500 currency: 'USD' } tax_id: 'vat' "
            "      evidence { source_id: 'shop' account: 'S1' meter: 'SEAT' "
            "        observed_at @2026-10-31T22:00:00Z position: 14 } } "
            "    tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
            "      taxable { minor_units: 22500 currency: 'USD' } "
            "      tax { minor_units: 4500 currency: 'USD' } } "
            "    totals { net { minor_units: 22500 currency: 'USD' } "
            "      tax { minor_units: 4500 currency: 'USD' } "
            "      total { minor_units: 27000 currency: 'USD' } } "
            "    approved_by: 'ann' } }")
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");
}

TEST(ApproveDraft, EndsTheDraft) {
  Scenario scenario = October();
  scenario.GivenCommand(Alpha(scenario));
  const v1::Draft draft = DraftOf(scenario, "alpha", "2026-10");
  EXPECT_EQ(draft.status(), v1::DRAFT_STATUS_APPROVED);
  EXPECT_EQ(draft.invoice_number(), "BILL-2026-11-001");
  const v1::InvoiceView view = InvoiceOf(scenario, "BILL-2026-11-001");
  EXPECT_EQ(view.status(), v1::INVOICE_STATUS_ISSUED);
  EXPECT_EQ(view.left().minor_units(), 27000);
  EXPECT_EQ(view.position(), scenario.position());
}

TEST(ApproveDraft, NumbersInvoicesWithoutAGap) {
  Scenario scenario = October();
  scenario.GivenCommand(Beta(scenario))
      .When(Alpha(scenario))
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-002'");
}

// A refused approval uses up no number.
TEST(ApproveDraft, GivesTheNumberOfARefusedApprovalToTheNext) {
  Scenario scenario = October();
  v1::ApproveDraft wrong = Alpha(scenario);
  wrong.set_content_hash("none");
  scenario.When(wrong).Refused(v1::REASON_DRAFT_CHANGED, "content_hash");
  scenario.When(Beta(scenario))
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");
}

// Each row is right up to the guard that it names.
TEST(ApproveDraft, Refuses) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'gamma' }");
  const auto when = [&](const char* fields) -> Scenario& {
    return scenario.When<v1::ApproveDraft>(
        absl::StrCat("reviewed_position: 1000 content_hash: 'none' ", fields));
  };
  when("org_id: 'none' customer_id: 'none'").Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  when("org_id: 'msp' customer_id: 'none'").Refused(v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
  when("org_id: 'msp' customer_id: 'gamma' month: '2026-10'")
      .Refused(v1::REASON_DRAFT_NOT_FOUND, "month");
  when("org_id: 'msp' customer_id: 'alpha' month: '2026-10'")
      .Refused(v1::REASON_FIELD_INVALID, "reviewed_position");

  v1::ApproveDraft approve = Alpha(scenario);
  approve.set_reviewed_position(DraftOf(scenario, "alpha", "2026-10").changed_position() - 1);
  scenario.When(approve).Refused(v1::REASON_DRAFT_CHANGED, "reviewed_position");

  approve = Alpha(scenario);
  approve.set_content_hash(Beta(scenario).content_hash());
  scenario.When(approve).Refused(v1::REASON_DRAFT_CHANGED, "content_hash");
}

TEST(ApproveDraft, RefusesADraftThatIsNotInReview) {
  const char* alpha = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' reason: 'asked'";
  Scenario held = October();
  held.GivenCommand<v1::HoldDraft>(alpha);
  held.When(Alpha(held)).Refused(v1::REASON_DRAFT_HELD, "month");
  EXPECT_EQ(held.refusal().message(), "the draft of alpha is held: asked");

  Scenario rejected = October();
  rejected.GivenCommand<v1::RejectDraft>(alpha);
  rejected.When(Alpha(rejected)).Refused(v1::REASON_DRAFT_REJECTED, "month");

  Scenario approved = October();
  approved.GivenCommand(Alpha(approved));
  approved.When(Alpha(approved)).Refused(v1::REASON_DRAFT_APPROVED, "month");
  EXPECT_EQ(approved.refusal().message(), "the draft of alpha is invoice BILL-2026-11-001");
}

TEST(ApproveDraft, RefusesADraftThatAPersonChangedSince) {
  Scenario scenario = October();
  const v1::ApproveDraft before = Alpha(scenario);
  scenario
      .GivenCommand<v1::OverrideDraftLine>(
          "org_id: 'msp' customer_id: 'alpha' month: '2026-10' line_id: 'seat' quantity: '17' "
          "reason: 'agreed'")
      .When(before)
      .Refused(v1::REASON_DRAFT_CHANGED, "reviewed_position");
  scenario.When(Alpha(scenario))
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");
}

// X02 of the worked examples.
TEST(ApproveDraft, RefusesWhatWouldComeOutDifferentlyNowAndSaysHow) {
  Scenario scenario = October();
  const v1::ApproveDraft alpha = Alpha(scenario);
  const v1::ApproveDraft beta = Beta(scenario);
  scenario.GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "19"));

  scenario.When(alpha).Refused(v1::REASON_DRAFT_IS_STALE, "content_hash");
  EXPECT_EQ(
      DifferencesOf(scenario.refusal()),
      (std::vector<std::string>{" net: 225.00 USD -> 237.50 USD", " tax: 45.00 USD -> 47.50 USD",
                                " total: 270.00 USD -> 285.00 USD", "seat quantity: 18 -> 19",
                                "seat amount: 225.00 USD -> 237.50 USD"}));
  scenario.When(beta).Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");

  // Regenerated and reviewed again, it goes through.
  scenario.GivenCommand<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'");
  scenario.GivenCommand(Alpha(scenario));
  EXPECT_EQ(InvoiceOf(scenario, "BILL-2026-11-001").invoice().totals().total().minor_units(),
            28500);
}

TEST(ApproveDraft, DoesNotMindNewsThatChangeNoFigure) {
  Scenario scenario = October();
  const v1::ApproveDraft alpha = Alpha(scenario);
  scenario
      // The same figure again, the next month's, another customer's, and another meter's.
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "18"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-11-01T00:00:00Z", "19"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S2", "2026-10-31T23:00:00Z", "9"))
      .GivenCommand<v1::SetPlan>(
          "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-02' }")
      .When(alpha)
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");
}

// Whatever changes the draft is named: a refusal for a change that cannot be seen helps no one.
TEST(ApproveDraft, NamesEveryDifference) {
  struct Row {
    const char* event;
    std::vector<std::string> differences;
  };
  const Row rows[] = {
      {"item_defined { org_id: 'msp' item { item_id: 'seat' name: 'Licence' tax_id: 'low' } }",
       {" tax: 45.00 USD -> 11.25 USD", " total: 270.00 USD -> 236.25 USD",
        "seat description: Seat -> Licence", "seat tax: vat -> low"}},
      {"tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '10' } }",
       {" tax: 45.00 USD -> 22.50 USD", " total: 270.00 USD -> 247.50 USD"}},
      {"customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'New' "
       "  email: 'new@alpha.example' payment_terms { days: 14 } "
       "  accounts { source_id: 'shop' account: 'S1' } } }",
       {" name: alpha Ltd -> New", " email: ap@alpha.example -> new@alpha.example",
        " terms: net 30 -> net 14",
        " flags:  -> no_accounting_mapping: the customer has no id in any accounting system"}},
      {"plan_set { org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-01' "
       "  lines { line_id: 'stamp' item_id: 'stamp' fixed { quantity: '1' } "
       "          held { unit_price: '2' } } } }",
       {" plan_effective_from: 2026-01-01 -> 2026-10-01", " net: 225.00 USD -> 2.00 USD",
        " tax: 45.00 USD -> 0.00 USD", " total: 270.00 USD -> 2.00 USD",
        "stamp line:  -> 1 x 2 = 2.00 USD", "seat line: 18 x 12.5 = 225.00 USD -> "}},
  };
  for (const auto& [event, differences] : rows) {
    SCOPED_TRACE(event);
    Scenario scenario = October();
    const v1::ApproveDraft reviewed = Alpha(scenario);
    scenario.Given(event).When(reviewed);
    EXPECT_THAT(DifferencesOf(scenario.refusal()), testing::IsSupersetOf(differences));
  }
}

// What these change is on the document or shown to the reviewer too.
TEST(ApproveDraft, NamesTheDifferenceWhereNoAmountChanges) {
  const char* events[] = {
      // The name of the tax on the document.
      "tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'Sales tax' rate_percent: '20' } }",
      // A rate that comes to the same tax: 20.0001 % of 225.00.
      "tax_defined { org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20.0001' } }",
      // The instants that bound the month: October begins at 23:00 UTC in London.
      "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'Europe/London' "
      "  payment_terms { kind: TERMS_KIND_NET days: 30 } } }",
      // The month before was run, so that there is something to compare with.
      "run_started { org_id: 'msp' run_id: '2026-09.1' month: '2026-09' }",
  };
  for (const char* event : events) {
    SCOPED_TRACE(event);
    Scenario scenario = October();
    const v1::ApproveDraft reviewed = Alpha(scenario);
    scenario.Given(event).When(reviewed).Refused(v1::REASON_DRAFT_IS_STALE, "content_hash");
    EXPECT_NE(scenario.refusal().differences_size(), 0);
  }
}

TEST(ApproveDraft, NamesTheDifferenceInTheOrderOfLines) {
  const std::string stamp = FixedLine("stamp", "1", "2");
  const std::string book = FixedLine("book", "1", "3");
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", stamp + book));
  RunMonth(scenario, "2026-10");
  const v1::ApproveDraft reviewed = Alpha(scenario);
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", book + stamp))
      .When(reviewed)
      .Refused(v1::REASON_DRAFT_IS_STALE, "content_hash");
  EXPECT_NE(scenario.refusal().differences_size(), 0);
}

// A line of last month that is not there any more is part of what is reviewed.
TEST(ApproveDraft, NamesTheDifferenceInWhatVanished) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::SetPlan>(
          PlanOf("alpha", FixedLine("stamp", "1", "2") + FixedLine("book", "1", "3")))
      .GivenCommand<v1::SetPlan>(
          absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-10-01' ",
                       FixedLine("stamp", "1", "2"), " }"));
  RunMonth(scenario, "2026-09");
  RunMonth(scenario, "2026-10");
  const v1::ApproveDraft reviewed = Alpha(scenario);
  scenario
      .GivenCommand<v1::OverrideDraftLine>(
          "org_id: 'msp' customer_id: 'alpha' month: '2026-09' line_id: 'book' quantity: '2' "
          "reason: 'asked'")
      .When(reviewed)
      .Refused(v1::REASON_DRAFT_IS_STALE, "content_hash");
  EXPECT_NE(scenario.refusal().differences_size(), 0);
}

TEST(ApproveDraft, RefusesWhatIsFlaggedUntilItIsWaived) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-29T23:59:59Z", "18"))
      .GivenCommand<v1::RecordCounts>(
          "org_id: 'msp' source_id: 'rmm' observations { observed_at @2026-10-31T22:00:00Z "
          "  account: 'A1' meter: 'NEW' quantity: '2' }");
  RunMonth(scenario, "2026-10");
  scenario.When(Alpha(scenario)).Refused(v1::REASON_DRAFT_BLOCKED, "month");
  EXPECT_EQ(scenario.refusal().message(),
            "the draft of alpha is flagged: unmapped_meter (rmm counted 2 of NEW, billed as "
            "nothing); stale_count on seat (last counted 2026-10-29T23:59:59Z, 48 hours before "
            "the end of the month; allowed are 48)");

  const char* waive = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' reason: 'x' ";
  scenario.GivenCommand<v1::WaiveDraftFlag>(absl::StrCat(waive, "flag: FLAG_KIND_UNMAPPED_METER"))
      .When(Alpha(scenario))
      .Refused(v1::REASON_DRAFT_BLOCKED, "month");
  scenario.GivenCommand<v1::WaiveDraftFlag>(absl::StrCat(waive, "flag: FLAG_KIND_STALE_COUNT"));
  scenario.When(Alpha(scenario))
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-001'");
}

// A waiver covers what was flagged then; when the flag says something else, it blocks again.
TEST(ApproveDraft, RefusesWhenAWaivedFlagHasChanged) {
  Scenario scenario = Provider();
  const auto unmapped = [&](const char* instant, const char* quantity) {
    scenario.GivenCommand<v1::RecordCounts>(
        absl::StrCat("org_id: 'msp' source_id: 'rmm' observations { observed_at @", instant,
                     " account: 'A1' meter: 'NEW' quantity: '", quantity, "' }"));
  };
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "2")));
  unmapped("2026-10-31T22:00:00Z", "2");
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand<v1::WaiveDraftFlag>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-10' reason: 'x' "
      "flag: FLAG_KIND_UNMAPPED_METER");
  const v1::ApproveDraft reviewed = Alpha(scenario);
  unmapped("2026-10-31T23:00:00Z", "200");
  scenario.When(reviewed);
  EXPECT_EQ(DifferencesOf(scenario.refusal()),
            (std::vector<std::string>{
                " flags: unmapped_meter: rmm counted 2 of NEW, billed as nothing -> "
                "unmapped_meter: rmm counted 200 of NEW, billed as nothing"}));
  scenario.GivenCommand<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'")
      .When(Alpha(scenario))
      .Refused(v1::REASON_DRAFT_BLOCKED, "month");
}

TEST(ApproveDraft, RefusesADraftThatBillsNothing) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::OverrideDraftLine>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-10' line_id: 'seat' quantity: '0' "
      "reason: 'goodwill'");
  scenario.When(Alpha(scenario)).Refused(v1::REASON_NOTHING_BILLABLE, "month");
}

TEST(ApproveDraft, RefusesWhatDoesNotFitAnyMore) {
  Scenario scenario = October();
  const v1::ApproveDraft reviewed = Alpha(scenario);
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1000000000", "1000000000")))
      .When(reviewed)
      .Refused(v1::REASON_AMOUNT_OUT_OF_RANGE, "line seat");
}

// An org at midnight's edge, with one draft each for September and October 2026 that bill 1.00.
Scenario IssuingFrom(const std::string& org) {
  Scenario scenario = Provider();
  scenario.Given(absl::StrCat("org_defined { org { org_id: 'msp' currency: 'USD' ", org, " } }"))
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")));
  RunMonth(scenario, "2026-09");
  RunMonth(scenario, "2026-10");
  return scenario;
}

// The invoice that approving alpha's October at `instant` gives.
v1::Invoice IssueAt(Scenario& scenario, absl::string_view instant) {
  scenario.At(instant).GivenCommand(Alpha(scenario));
  return InvoiceOf(scenario, DraftOf(scenario, "alpha", "2026-10").invoice_number()).invoice();
}

// D12 of the worked examples.
TEST(ApproveDraft, NumbersByTheDateWhereTheOrgIs) {
  Scenario london = IssuingFrom("time_zone: 'Europe/London' number_pattern: 'L-{YYYY}-{NNN}'");
  const v1::Invoice in_london = IssueAt(london, "2026-12-31T23:30:00Z");
  EXPECT_EQ(in_london.number(), "L-2026-001");
  EXPECT_EQ(in_london.issue_date(), "2026-12-31");

  Scenario tokyo = IssuingFrom("time_zone: 'Asia/Tokyo' number_pattern: 'T-{YYYY}-{NNN}'");
  const v1::Invoice in_tokyo = IssueAt(tokyo, "2026-12-31T23:30:00Z");
  EXPECT_EQ(in_tokyo.number(), "T-2027-001");
  EXPECT_EQ(in_tokyo.issue_date(), "2027-01-01");
}

TEST(ApproveDraft, StartsEachSeriesAtOne) {
  Scenario scenario = IssuingFrom("time_zone: 'UTC'");
  scenario.At("2026-11-30T23:59:59Z").GivenCommand(Approval(scenario, "alpha", "2026-09"));
  EXPECT_TRUE(scenario.books().invoices.Has("msp", "BILL-2026-11-001"));
  EXPECT_EQ(IssueAt(scenario, "2026-12-01T00:00:00Z").number(), "BILL-2026-12-001");
}

// D11 of the worked examples: terms run from the invoice date.
TEST(ApproveDraft, SetsTheDueDate) {
  struct Row {
    const char* terms;
    const char* due_date;
    const char* text;
  };
  const Row rows[] = {
      {"kind: TERMS_KIND_NET days: 30", "2026-05-15", "net 30"},
      {"kind: TERMS_KIND_END_OF_MONTH days: 30", "2026-05-30", "end of month + 30"},
      {"kind: TERMS_KIND_NET", "2026-04-15", "due on receipt"},
      {"days: 14", "2026-04-29", "net 14"},
      {"kind: TERMS_KIND_END_OF_MONTH", "2026-04-30", "end of month"},
  };
  for (const auto& [terms, due_date, text] : rows) {
    Scenario scenario = Provider();
    scenario
        .GivenCommand<v1::DefineCustomer>(absl::StrCat(
            "org_id: 'msp' customer { customer_id: 'alpha' payment_terms { ", terms, " } }"))
        .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")));
    RunMonth(scenario, "2026-03");
    scenario.At("2026-04-15T10:00:00Z").GivenCommand(Approval(scenario, "alpha", "2026-03"));
    const v1::Invoice invoice = InvoiceOf(scenario, "BILL-2026-04-001").invoice();
    EXPECT_EQ(invoice.due_date(), due_date);
    EXPECT_EQ(invoice.terms().text(), text);
  }
}

// The unset terms of a customer are the org's, and an org may have none either.
TEST(ApproveDraft, IsDueOnReceiptWithoutTerms) {
  Scenario scenario = IssuingFrom("time_zone: 'UTC'");
  const v1::Invoice invoice = IssueAt(scenario, "2026-11-03T12:00:00Z");
  EXPECT_EQ(invoice.due_date(), "2026-11-03");
}

// A pattern is free, so two of them can write the same number; an invoice is never written over.
TEST(ApproveDraft, NeverGivesANumberTwice) {
  Scenario scenario = IssuingFrom("time_zone: 'UTC' number_pattern: 'B{YYYY}{N}'");
  scenario.Given(
      "invoice_issued { org_id: 'msp' number_series: 'B2026{N}' number_counter: 111 "
      "  invoice { number: 'B2026111' totals { total { minor_units: 100 currency: 'USD' } } } }");
  scenario.GivenCommand<v1::DefineOrg>(
      "org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' number_pattern: 'B{YYYY}{MM}{N}' }");
  scenario.When(Alpha(scenario)).Refused(v1::REASON_NUMBER_IN_USE, "");
}

}  // namespace
}  // namespace tally
