// The worked examples on dates and numbers (D).

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "ledger/calendar/timestamp.h"
#include "system/support/story.h"

namespace tally {
namespace {

class DateExample : public Story {
 protected:
  // What a run of `month` would bill; expects it to draft one customer.
  v1::DraftContent Preview(absl::string_view org, absl::string_view month) {
    const auto parts = Do<v1::PreviewRun>(absl::StrCat("org_id: '", org, "' month: '", month, "'"));
    EXPECT_EQ(parts.size(), 1U);
    if (parts.size() != 1 || parts[0].drafts_size() != 1) {
      ADD_FAILURE() << "not one draft";
      return {};
    }
    return parts[0].drafts(0).content();
  }

  // The single outcome of `run` for the customer.
  v1::RunOutcome OutcomeFor(absl::string_view customer, const v1::Run& run) {
    const v1::RunOutcomePage page = OutcomesOf(run);
    for (const v1::RunOutcome& outcome : page.outcomes()) {
      if (outcome.customer_id() == customer) return outcome;
    }
    ADD_FAILURE() << "no outcome for " << customer;
    return {};
  }
};

TEST_F(DateExample, D06AMonthOfNewYorkIsBoundedByItsMidnights) {
  DefineMsp("time_zone: 'America/New_York'");
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("stamp", "1", "1"));

  const v1::Period march = Preview("msp", "2024-03").period();
  EXPECT_EQ(FormatInstant(FromProto(march.start())), "2024-03-01T05:00:00Z");
  EXPECT_EQ(FormatInstant(FromProto(march.end())), "2024-04-01T04:00:00Z");
  EXPECT_EQ(march.end().seconds() - march.start().seconds(), 743 * 3600);

  const v1::Period november = Preview("msp", "2024-11").period();
  EXPECT_EQ(FormatInstant(FromProto(november.start())), "2024-11-01T04:00:00Z");
  EXPECT_EQ(FormatInstant(FromProto(november.end())), "2024-12-01T05:00:00Z");
  EXPECT_EQ(november.end().seconds() - november.start().seconds(), 721 * 3600);
}

TEST_F(DateExample, D07AnInstantIsInOneMonthWhateverDayTheAccountWasMade) {
  DefineMsp("time_zone: 'America/New_York'");
  for (const char* customer : {"made-in-winter", "made-in-summer"}) {
    daemon_.At(customer == std::string("made-in-winter") ? "2027-01-15T12:00:00Z"
                                                         : "2027-07-15T12:00:00Z");
    DefineCustomer(customer, "tax_id: 'exempt'");
    SetPlan(customer, SeatLine("PERIOD_END", "held { unit_price: '1' }"));
    CountSeats(customer, "2024-04-01T03:59:59.999Z", "3");
    CountSeats(customer, "2024-04-01T04:00:00Z", "4");
  }
  for (const auto& [month, quantity] : {std::pair("2024-03", "3"), std::pair("2024-04", "4")}) {
    const auto parts = Do<v1::PreviewRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
    ASSERT_EQ(parts[0].drafts_size(), 2);
    for (const v1::PreviewedDraft& draft : parts[0].drafts()) {
      EXPECT_EQ(draft.content().lines(0).line().quantity(), quantity) << draft.DebugString();
    }
  }
}

TEST_F(DateExample, D08TwoRunsOnTwoLocalDatesGiveOneInvoice) {
  daemon_.At("2023-05-30T20:00:00Z");
  DefineMsp("time_zone: 'Europe/Paris'");
  for (const char* customer : {"alpha", "beta"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "1", "10"));
  }
  const v1::Run first = Run("2023-04");
  EXPECT_EQ(first.drafted(), 2U);
  const std::string number = Approve("alpha", "2023-04");
  EXPECT_EQ(Invoice(number).invoice().issue_date(), "2023-05-30");

  daemon_.At("2023-05-30T23:00:00Z");
  const v1::Run second = Run("2023-04");
  EXPECT_EQ(second.drafted(), 0U);
  EXPECT_EQ(second.skipped(), 2U);
  const v1::RunOutcome billed = OutcomeFor("alpha", second);
  EXPECT_FALSE(billed.created());
  EXPECT_EQ(billed.skip_reason(), v1::SKIP_REASON_ALREADY_INVOICED);
  EXPECT_EQ(billed.detail(), absl::StrCat("already invoiced as ", number));
  const v1::RunOutcome drafted = OutcomeFor("beta", second);
  EXPECT_FALSE(drafted.created());
  EXPECT_EQ(drafted.skip_reason(), v1::SKIP_REASON_ALREADY_DRAFTED);

  EXPECT_EQ(Invoice(Approve("beta", "2023-04")).invoice().issue_date(), "2023-05-31");
  EXPECT_EQ(Do<v1::ListInvoices>("org_id: 'msp'").invoices_size(), 2);
}

TEST_F(DateExample, D11TermsRunFromTheIssueDate) {
  daemon_.At("2026-04-15T12:00:00Z");
  DefineMsp("payment_terms { kind: TERMS_KIND_NET days: 30 }");
  DefineCustomer("net");
  DefineCustomer("end", "payment_terms { kind: TERMS_KIND_END_OF_MONTH days: 30 }");
  DefineCustomer("receipt", "payment_terms {}");
  const std::pair<const char*, const char*> due[] = {
      {"net", "2026-05-15"}, {"end", "2026-05-30"}, {"receipt", "2026-04-15"}};
  for (const auto& [customer, date] : due) SetPlan(customer, FixedLine("stamp", "1", "1"));
  Run("2026-03");
  for (const auto& [customer, date] : due) {
    const v1::Invoice invoice = Invoice(Approve(customer, "2026-03")).invoice();
    EXPECT_EQ(invoice.issue_date(), "2026-04-15");
    EXPECT_EQ(invoice.due_date(), date) << customer;
  }
}

TEST_F(DateExample, D12ASeriesIsOfTheIssuersYear) {
  daemon_.At("2026-12-31T23:30:00Z");
  for (const auto& [org, zone] :
       {std::pair("london", "Europe/London"), std::pair("tokyo", "Asia/Tokyo")}) {
    Do<v1::DefineOrg>(absl::StrCat("org { org_id: '", org, "' name: 'Msp' currency: 'USD' ",
                                   "time_zone: '", zone, "' number_pattern: 'INV-{YYYY}-{NNN}' }"));
    const std::string of_org = absl::StrCat("org_id: '", org, "' ");
    Do<v1::DefineItem>(of_org + "item { item_id: 'stamp' name: 'Stamp' }");
    Do<v1::DefineCustomer>(of_org + "customer { customer_id: 'alpha' name: 'Alpha' }");
    Do<v1::SetPlan>(absl::StrCat(of_org, "plan { customer_id: 'alpha' ",
                                 "effective_from: '2020-01-01' ", FixedLine("stamp", "1", "1"),
                                 " }"));
    RunMonth(client_, org, "2026-11");
  }
  const auto london = Answer(client_, ApprovalOf(DraftOf(client_, "london", "alpha", "2026-11")));
  const auto tokyo = Answer(client_, ApprovalOf(DraftOf(client_, "tokyo", "alpha", "2026-11")));
  EXPECT_EQ(london.invoice_number(), "INV-2026-001");
  EXPECT_EQ(InvoiceOf(client_, "london", "INV-2026-001").invoice().issue_date(), "2026-12-31");
  EXPECT_EQ(tokyo.invoice_number(), "INV-2027-001");
  EXPECT_EQ(InvoiceOf(client_, "tokyo", "INV-2027-001").invoice().issue_date(), "2027-01-01");
}

TEST_F(DateExample, D13ARefusedApprovalUsesNoNumberUp) {
  DefineMsp();
  for (const char* customer : {"a", "b", "c"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "1", "10"));
  }
  Run("2026-10");
  EXPECT_EQ(Draft("a", "2026-10").invoice_number(), "");
  v1::ApproveDraft of_b = ApprovalOf(Draft("b", "2026-10"));
  of_b.set_content_hash("stale");
  EXPECT_EQ(Approve("a", "2026-10"), "BILL-2026-11-001");
  EXPECT_EQ(RefusalTo(client_, of_b).reason(), v1::REASON_DRAFT_CHANGED);
  EXPECT_EQ(Approve("c", "2026-10"), "BILL-2026-11-002");
  EXPECT_EQ(Approve("b", "2026-10"), "BILL-2026-11-003");
}

TEST_F(DateExample, D13AVoidedInvoiceKeepsItsNumber) {
  DefineMsp();
  for (const char* customer : {"a", "b"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "1", "10"));
  }
  Run("2026-10");
  const std::string number = Approve("a", "2026-10");
  const v1::InvoiceView before = Invoice(number);
  Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'by mistake'"));
  const v1::InvoiceView after = Invoice(number);
  EXPECT_TRUE(IsSame(before.invoice(), after.invoice()));
  EXPECT_EQ(after.status(), v1::INVOICE_STATUS_VOIDED);
  EXPECT_EQ(after.left().minor_units(), 0);
  EXPECT_EQ(Approve("b", "2026-10"), "BILL-2026-11-002");
}

TEST_F(DateExample, D13AHundredParallelApprovalsGiveExactlyTheNextHundredNumbers) {
  constexpr int kDrafts = 100;
  constexpr int kClients = 20;
  DefineMsp();
  DefineCustomer("first");
  SetPlan("first", FixedLine("seat", "1", "10"));
  for (int i = 0; i < kDrafts; ++i) {
    DefineCustomer(absl::StrCat("c", i));
    SetPlan(absl::StrCat("c", i), FixedLine("seat", "1", "10"));
  }
  Run("2026-10");
  EXPECT_EQ(Approve("first", "2026-10"), "BILL-2026-11-001");
  std::vector<v1::ApproveDraft> approvals;
  for (int i = 0; i < kDrafts; ++i) {
    approvals.push_back(ApprovalOf(Draft(absl::StrCat("c", i), "2026-10")));
  }

  std::vector<std::string> numbers(kDrafts);
  std::vector<Client> clients;
  for (int i = 0; i < kClients; ++i) clients.push_back(daemon_.NewClient());
  std::vector<std::thread> threads;
  for (int i = 0; i < kDrafts; ++i) {
    threads.emplace_back([&, i] {
      const size_t at = static_cast<size_t>(i);
      numbers[at] = Answer(clients[at % kClients], approvals[at]).invoice_number();
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::set<std::string> expected;
  for (int i = 0; i < kDrafts; ++i) expected.insert(absl::StrFormat("BILL-2026-11-%03d", i + 2));
  EXPECT_EQ(std::set<std::string>(numbers.begin(), numbers.end()), expected);
}

// Another pattern may lead to a number that was given before; an invoice must never be replaced.
TEST_F(DateExample, D13ANumberIsNeverGivenTwiceEvenIfThePatternChanges) {
  DefineMsp("number_pattern: 'A-{N}'");
  for (int i = 1; i <= 12; ++i) {
    DefineCustomer(absl::StrCat("c", i));
    SetPlan(absl::StrCat("c", i), FixedLine("seat", "1", absl::StrCat(i)));
  }
  Run("2026-10");
  for (int i = 1; i <= 11; ++i) {
    EXPECT_EQ(Approve(absl::StrCat("c", i), "2026-10"), absl::StrCat("A-", i));
  }
  const v1::InvoiceView eleventh = Invoice("A-11");

  // The first number of this series would be A-11.
  v1::DefineOrg org = Parse<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' number_pattern: 'A-1{N}' "
      "}");
  (void)client_.Call(WithRequestId(org));
  (void)client_.Call(WithRequestId(ApprovalOf(Draft("c12", "2026-10"))));
  EXPECT_TRUE(IsSame(eleventh.invoice(), Invoice("A-11").invoice()));
}

}  // namespace
}  // namespace tally
