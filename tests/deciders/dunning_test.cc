#include "ledger/deciders/dunning.h"

#include "ledger/deciders/receivables.h"
#include "support/printed.h"
#include "support/provider.h"
#include "support/receivables.h"

namespace tally {
namespace {

constexpr char kDun[] = "org_id: 'msp' customer_id: 'alpha'";

// The provider with the item `late-fee`, taxed at 20 %, and this dunning policy.
Scenario Dunning(absl::string_view policy) {
  Scenario scenario = Provider();
  scenario
      .Given(
          "item_defined { org_id: 'msp' "
          "  item { item_id: 'late-fee' name: 'Late fee' tax_id: 'vat' } }")
      .Given(absl::StrCat(
          "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  payment_terms { kind: TERMS_KIND_NET days: 30 } dunning { ",
          "  late_fee_item_id: 'late-fee' ", policy, " } } }"));
  return scenario;
}

constexpr char kWithFees[] =
    "steps { step_id: 'reminder' days: 3 } "
    "steps { step_id: 'final' days: 30 fee_percent: '1.5' "
    "  fees { currency: 'USD' amount: '5' } }";

// Noon of 3 November 2026. B-1 was due on 4 October, B-2 on 30 October, B-3 in December.
Scenario WithThreeInvoices() {
  Scenario scenario = Dunning(kWithFees);
  scenario.Given(Issued("B-1", "alpha", 20000, "USD", "2026-09-04", "2026-10-04"))
      .Given(Issued("B-2", "alpha", 5000, "USD", "2026-09-30", "2026-10-30"))
      .Given(Issued("B-3", "alpha", 5000, "USD", "2026-11-02", "2026-12-02"))
      .Given(Paid("p1", "alpha", 5000, "USD", "2026-10-14"))
      .Given(Allocated("p1", "alpha", "B-1", 5000, "USD", "2026-10-14"));
  return scenario;
}

TEST(DunCustomer, TakesStepsAndBillsTheirFees) {
  Scenario scenario = WithThreeInvoices();
  scenario.When<v1::DunCustomer>(kDun).ThenAmongOthers(
      "dunning_step_taken { org_id: 'msp' customer_id: 'alpha' invoice_number: 'B-1' "
      "  step_id: 'final' step_date: '2026-11-03' date: '2026-11-03' passed_over: 'reminder' "
      "  open { minor_units: 15000 currency: 'USD' } late_fee_invoice: 'BILL-2026-11-001' }",
      "dunning_step_taken { org_id: 'msp' customer_id: 'alpha' invoice_number: 'B-2' "
      "  step_id: 'reminder' step_date: '2026-11-02' date: '2026-11-03' "
      "  open { minor_units: 5000 currency: 'USD' } late_fee_invoice: '' }",
      "invoice_issued { org_id: 'msp' invoice { late_fees { line_id: 'late-fee-1' "
      "  invoice_number: 'B-1' step_id: 'final' } period { month: '2026-11' "
      "    start @2026-11-01T00:00:00Z end @2026-12-01T00:00:00Z } "
      "  bill_to { customer_id: 'alpha' name: 'alpha Ltd' email: 'ap@alpha.example' } "
      "  terms { text: 'net 30' days: 30 } approved_by: 'ann' } }");
  ASSERT_EQ(scenario.events().size(), 3U);
  // 1.5 % of 150.00, and 5.00.
  EXPECT_EQ(Printed(scenario.events()[2].invoice_issued().invoice()),
            "BILL-2026-11-001 of 2026-11-03 due 2026-12-03\n"
            "late-fee-1 1 x 7.25 = 7.25\nvat 20% of 7.25 = 1.45\n7.25 + 1.45 = 8.70 USD\n");
  EXPECT_EQ(scenario.events()[2].invoice_issued().invoice().lines(0).description(),
            "Late fee, B-1");

  scenario.GivenCommand<v1::DunCustomer>(kDun);
  scenario.When<v1::DunCustomer>(kDun).ThenNothing();
  const v1::InvoiceSettlement settlement = *scenario.books().settlements.Find("msp", "B-1");
  ASSERT_EQ(settlement.dunning_steps_size(), 2);
  EXPECT_EQ(settlement.dunning_steps(0).step_id(), "reminder");
  EXPECT_EQ(settlement.dunning_steps(1).step_id(), "final");
}

TEST(DunCustomer, AnswersWhatWasDoneAndWhyNot) {
  WithThreeInvoices().When<v1::DunCustomer>(kDun).Replied<v1::DunCustomerReply>(
      "outcomes { customer_id: 'alpha' invoice_number: 'B-1' due_date: '2026-10-04' "
      "  open { minor_units: 15000 currency: 'USD' } step_id: 'final' step_date: '2026-11-03' "
      "  passed_over: 'reminder' late_fee { minor_units: 725 currency: 'USD' } "
      "  late_fee_invoice: 'BILL-2026-11-001' "
      "  detail: 'step final was due on 2026-11-03, 30 days after the due date; "
      "150.00 USD is open; late fee 7.25 USD: 1.5 % of 150.00 USD and 5.00 USD' } "
      "outcomes { customer_id: 'alpha' invoice_number: 'B-2' due_date: '2026-10-30' "
      "  open { minor_units: 5000 currency: 'USD' } step_id: 'reminder' step_date: '2026-11-02' "
      "  detail: 'step reminder was due on 2026-11-02, 3 days after the due date; "
      "50.00 USD is open' } "
      "outcomes { customer_id: 'alpha' invoice_number: 'B-3' due_date: '2026-12-02' "
      "  open { minor_units: 5000 currency: 'USD' } skip: DUNNING_SKIP_NOTHING_DUE "
      "  detail: 'step reminder is due on 2026-12-05' }");
}

TEST(DunCustomer, BillsAllFeesOnOneInvoice) {
  Scenario scenario = WithThreeInvoices();
  scenario.At("2027-03-01T12:00:00Z").GivenCommand<v1::DunCustomer>(kDun);
  const std::string number = "BILL-2027-03-001";
  EXPECT_EQ(Printed(InvoiceOf(scenario, number).invoice()),
            "BILL-2027-03-001 of 2027-03-01 due 2027-03-31\n"
            "late-fee-1 1 x 7.25 = 7.25\nlate-fee-2 1 x 5.75 = 5.75\nlate-fee-3 1 x 5.75 = 5.75\n"
            "vat 20% of 18.75 = 3.75\n18.75 + 3.75 = 22.50 USD\n");
  const v1::Invoice invoice = InvoiceOf(scenario, number).invoice();
  ASSERT_EQ(invoice.late_fees_size(), 3);
  EXPECT_EQ(invoice.late_fees(2).line_id(), "late-fee-3");
  EXPECT_EQ(invoice.late_fees(2).invoice_number(), "B-3");
  EXPECT_EQ(invoice.late_fees(2).step_id(), "final");

  // Nobody pays; the invoice of fees is dunned, but bears no fees.
  scenario.At("2027-06-01T12:00:00Z").When<v1::DunCustomer>(kDun);
  ASSERT_EQ(scenario.events().size(), 1U);
  EXPECT_EQ(scenario.events()[0].dunning_step_taken().invoice_number(), number);
  EXPECT_EQ(scenario.events()[0].dunning_step_taken().late_fee_invoice(), "");
}

TEST(DunCustomer, LooksAtDisputesAndCredit) {
  Scenario disputed = WithThreeInvoices();
  disputed
      .GivenCommand<v1::OpenInvoiceDispute>(
          "org_id: 'msp' invoice_number: 'B-1' dispute_id: 'd' reason: 'r'")
      .When<v1::DunCustomer>(kDun);
  ASSERT_EQ(disputed.events().size(), 1U);
  EXPECT_EQ(disputed.events()[0].dunning_step_taken().invoice_number(), "B-2");

  // C20, deposits too: what is overdue is 200.00.
  for (const int64_t cents : {20000, 19999}) {
    Scenario covered = WithThreeInvoices();
    covered.Given(Paid("p2", "alpha", cents, "USD", "2026-11-01", "deposit: true"))
        .When<v1::DunCustomer>(kDun);
    EXPECT_EQ(covered.events().empty(), cents == 20000);
  }
}

TEST(DunCustomer, Refuses) {
  Dunning(kWithFees)
      .When<v1::DunCustomer>("org_id: 'none' customer_id: 'alpha'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  Dunning(kWithFees)
      .When<v1::DunCustomer>("org_id: 'msp' customer_id: 'none'")
      .Refused(v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
}

}  // namespace
}  // namespace tally
