#include "ledger/deciders/invoices.h"

#include "ledger/deciders/orgs.h"
#include "ledger/deciders/taxes.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kNumber[] = "BILL-2026-11-001";
constexpr char kInvoice[] = "org_id: 'msp' invoice_number: 'BILL-2026-11-001' reason: 'asked' ";

// Alpha's October, with these lines, is invoice BILL-2026-11-001.
Scenario Issued(const std::string& lines) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", lines))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", "18"));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"));
  return scenario;
}

// 100.00 at 20 %, 200.00 at 5 % and 50.00 without tax: 380.00.
Scenario Mixed() {
  return Issued(FixedLine("seat", "10", "10") + FixedLine("book", "20", "10") +
                FixedLine("stamp", "5", "10"));
}

template <Command C>
C OfInvoice(absl::string_view fields = "") {
  return Parse<C>(absl::StrCat(kInvoice, fields));
}

std::string Amount(int64_t minor_units, const char* currency = "USD") {
  return absl::StrCat("amount { total { minor_units: ", minor_units, " currency: '", currency,
                      "' } }");
}

std::string CreditOf(const std::string& line, int64_t net) {
  return absl::StrCat("lines { line_id: '", line, "' net { minor_units: ", net,
                      " currency: 'USD' } } ");
}

v1::InvoiceView View(const Scenario& scenario) { return InvoiceOf(scenario, kNumber); }

// Credits by `fields`, and returns the note as it is printed.
std::string Credited(Scenario& scenario, const std::string& fields) {
  scenario.GivenCommand(OfInvoice<v1::CreditInvoice>(fields));
  const v1::InvoiceView view = View(scenario);
  if (view.credit_notes().empty()) return "nothing";
  return Printed(view.credit_notes(view.credit_notes_size() - 1));
}

TEST(CreditInvoice, TakesBackAWholeInvoice) {
  Scenario scenario = Issued(FixedLine("seat", "10", "10"));
  scenario.By("bob")
      .At("2026-12-24T08:00:00Z")
      .When(OfInvoice<v1::CreditInvoice>("whole {}"))
      .Then(
          "credit_note_issued { org_id: 'msp' number_series: 'CREDIT-2026-12-{N}' "
          "  number_counter: 1 credit_note { number: 'CREDIT-2026-12-001' "
          "    invoice_number: 'BILL-2026-11-001' issue_date: '2026-12-24' "
          "    bill_to { customer_id: 'alpha' name: 'alpha Ltd' email: 'ap@alpha.example' } "
          "    lines { line_id: 'seat' description: 'Seat' tax_id: 'vat' "
          "      amount { minor_units: 10000 currency: 'USD' } } "
          "    tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
          "      taxable { minor_units: 10000 currency: 'USD' } "
          "      tax { minor_units: 2000 currency: 'USD' } } "
          "    totals { net { minor_units: 10000 currency: 'USD' } "
          "      tax { minor_units: 2000 currency: 'USD' } "
          "      total { minor_units: 12000 currency: 'USD' } } "
          "    settlement { amount { minor_units: 12000 currency: 'USD' } "
          "      against_open { minor_units: 12000 currency: 'USD' } "
          "      to_credit { currency: 'USD' } rounding { currency: 'USD' } } "
          "    reason: 'asked' issued_by: 'bob' } }")
      .Replied<v1::CreditInvoiceReply>("credit_note_number: 'CREDIT-2026-12-001'");
}

TEST(CreditInvoice, LeavesTheInvoiceAsItWas) {
  Scenario scenario = Mixed();
  const v1::Invoice issued = View(scenario).invoice();
  Credited(scenario, Amount(10000));
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_PARTLY_CREDITED);
  EXPECT_EQ(View(scenario).left().minor_units(), 28000);
  Credited(scenario, "whole {}");
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_CREDITED);
  EXPECT_EQ(View(scenario).left().minor_units(), 0);
  EXPECT_TRUE(IsSame(issued, View(scenario).invoice()));
  EXPECT_TRUE(IsSame(View(scenario).credit_notes(1),
                     *scenario.books().credit_notes.Find("msp", "CREDIT-2026-11-002")));
}

// C01 of the worked examples: naively the last note would be 82.00, and all more than the invoice.
TEST(CreditInvoice, TheNoteThatExhaustsAnInvoiceTakesTheRemainder) {
  Scenario scenario = Issued(FixedLine("seat", "1", "68.33") + FixedLine("seat", "1", "57.50") +
                             FixedLine("seat", "1", "85.00") + FixedLine("seat", "1", "68.33"));
  EXPECT_EQ(PrintedTotals(View(scenario).invoice()),
            "vat 20% of 279.16 = 55.83\n279.16 + 55.83 = 334.99 USD\n");
  const auto credit = [&](const char* line) {
    return Credited(scenario, absl::StrCat("lines { lines { line_id: '", line, "' } }"));
  };
  EXPECT_EQ(credit("seat"),
            "CREDIT-2026-11-001 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 68.33\n"
            "vat 20% of 68.33 = 13.67\n"
            "68.33 + 13.67 = 82.00 USD\n");
  EXPECT_EQ(credit("seat-2"),
            "CREDIT-2026-11-002 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat-2 57.50\n"
            "vat 20% of 57.50 = 11.50\n"
            "57.50 + 11.50 = 69.00 USD\n");
  EXPECT_EQ(credit("seat-3"),
            "CREDIT-2026-11-003 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat-3 85.00\n"
            "vat 20% of 85.00 = 17.00\n"
            "85.00 + 17.00 = 102.00 USD\n");
  EXPECT_EQ(credit("seat-4"),
            "CREDIT-2026-11-004 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat-4 68.33\n"
            "vat 20% of 68.33 = 13.66\n"
            "68.33 + 13.66 = 81.99 USD\n");
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_CREDITED);
}

// C04 of the worked examples.
TEST(CreditInvoice, NeverTakesBackMoreThanIsLeft) {
  Scenario scenario = Issued(FixedLine("stamp", "1", "100"));
  Credited(scenario, Amount(6000));
  scenario.When(OfInvoice<v1::CreditInvoice>(Amount(6000)))
      .Refused(v1::REASON_CREDIT_EXCEEDS_REST, "amount.total");
  EXPECT_EQ(scenario.refusal().message(), "is 60.00 USD, but only 40.00 USD is left");
  Credited(scenario, Amount(4000));
  scenario.When(OfInvoice<v1::CreditInvoice>(Amount(1)))
      .Refused(v1::REASON_NOTHING_LEFT, "invoice_number");
}

TEST(CreditInvoice, SpreadsAnAmountOverTheTaxGroupsInProportion) {
  Scenario scenario = Mixed();
  EXPECT_EQ(Credited(scenario, Amount(10000)),
            "CREDIT-2026-11-001 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 26.32\n"
            "book 52.63\n"
            "stamp 13.16\n"
            "vat 20% of 26.32 = 5.26\n"
            "low 5% of 52.63 = 2.63\n"
            "untaxed 0% of 13.16 = 0.00\n"
            "92.11 + 7.89 = 100.00 USD\n");
  // What is left of 100.00 + 20.00, 200.00 + 10.00 and 50.00.
  EXPECT_EQ(Credited(scenario, Amount(28000)),
            "CREDIT-2026-11-002 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 73.68\n"
            "book 147.37\n"
            "stamp 36.84\n"
            "vat 20% of 73.68 = 14.74\n"
            "low 5% of 147.37 = 7.37\n"
            "untaxed 0% of 36.84 = 0.00\n"
            "257.89 + 22.11 = 280.00 USD\n");
}

TEST(CreditInvoice, TakesBackPartsOfLines) {
  Scenario scenario = Mixed();
  EXPECT_EQ(Credited(scenario, absl::StrCat("lines { ", CreditOf("book", 3333), CreditOf("seat", 1),
                                            "lines { line_id: 'stamp' } }")),
            "CREDIT-2026-11-001 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 0.01\n"
            "book 33.33\n"
            "stamp 50.00\n"
            "vat 20% of 0.01 = 0.00\n"
            "low 5% of 33.33 = 1.67\n"
            "untaxed 0% of 50.00 = 0.00\n"
            "83.34 + 1.67 = 85.01 USD\n");
  EXPECT_EQ(Credited(scenario, "whole {}"),
            "CREDIT-2026-11-002 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 99.99\n"
            "book 166.67\n"
            "vat 20% of 99.99 = 20.00\n"
            "low 5% of 166.67 = 8.33\n"
            "266.66 + 28.33 = 294.99 USD\n");
}

// What changes after the invoice does not change what is taken back of it.
TEST(CreditInvoice, CreditsAtTheRatesOfTheInvoice) {
  Scenario scenario = Issued(FixedLine("seat", "10", "10"));
  scenario.GivenCommand<v1::DefineTax>(
      "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '50' }");
  EXPECT_EQ(Credited(scenario, absl::StrCat("lines { ", CreditOf("seat", 1000), " }")),
            "CREDIT-2026-11-001 of 2026-11-03 takes back BILL-2026-11-001\n"
            "seat 10.00\n"
            "vat 20% of 10.00 = 2.00\n"
            "10.00 + 2.00 = 12.00 USD\n");
}

TEST(CreditInvoice, SharesASeriesWithInvoicesIfTheirPatternsAreTheSame) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::DefineOrg>(
          "org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' "
          "  number_pattern: 'D{N}' credit_note_pattern: 'D{NN}' }")
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("stamp", "1", "1")));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(Approval(scenario, "alpha", "2026-10"))
      .When<v1::CorrectInvoice>(
          "org_id: 'msp' invoice_number: 'D1' reason: 'asked' "
          "lines { line_id: 'stamp' quantity: '2' }")
      .Replied<v1::CorrectInvoiceReply>("credit_note_number: 'D02' invoice_number: 'D3'");
}

// Each row is right up to the guard that it names.
TEST(CreditInvoice, Refuses) {
  struct Row {
    std::string fields;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"", v1::REASON_EXTENT_MISSING, "extent"},
      {"lines { lines { line_id: 'none' } lines { line_id: 'none' } }", v1::REASON_LISTED_TWICE,
       "lines.lines[1]"},
      {"lines { lines { line_id: 'seat' } lines { line_id: 'none' net {} } }",
       v1::REASON_LINE_NOT_FOUND, "lines.lines[1].line_id"},
      {"lines { lines { line_id: 'stamp' net { minor_units: -1 } } }", v1::REASON_NOTHING_LEFT,
       "lines.lines[0].line_id"},
      {"lines { lines { line_id: 'seat' net { minor_units: -1 currency: 'EUR' } } }",
       v1::REASON_WRONG_CURRENCY, "lines.lines[0].net.currency"},
      {absl::StrCat("lines { ", CreditOf("seat", 0), " }"), v1::REASON_FIELD_INVALID,
       "lines.lines[0].net"},
      {absl::StrCat("lines { ", CreditOf("seat", -1), " }"), v1::REASON_FIELD_INVALID,
       "lines.lines[0].net"},
      {absl::StrCat("lines { ", CreditOf("book", 1), CreditOf("seat", 10001), " }"),
       v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines[1].net"},
      {Amount(-1, "EUR"), v1::REASON_WRONG_CURRENCY, "amount.total.currency"},
      {Amount(0), v1::REASON_FIELD_INVALID, "amount.total"},
      {Amount(-1), v1::REASON_FIELD_INVALID, "amount.total"},
      {Amount(33001), v1::REASON_CREDIT_EXCEEDS_REST, "amount.total"},
      {Amount(INT64_MAX), v1::REASON_CREDIT_EXCEEDS_REST, "amount.total"},
  };
  for (const auto& [fields, reason, field] : rows) {
    SCOPED_TRACE(fields);
    Scenario scenario = Mixed();
    // Of the stamp's line nothing is left, of the whole 330.00.
    Credited(scenario, "lines { lines { line_id: 'stamp' } }");
    scenario.When(OfInvoice<v1::CreditInvoice>(fields)).Refused(reason, field);
  }
}

template <Command C>
void ExpectRefusesWithoutInvoice() {
  Mixed()
      .When<C>("org_id: 'none' invoice_number: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  Mixed()
      .When<C>("org_id: 'msp' invoice_number: 'BILL-2026-11-002'")
      .Refused(v1::REASON_INVOICE_NOT_FOUND, "invoice_number");
}

TEST(CreditInvoice, RefusesWithoutInvoice) { ExpectRefusesWithoutInvoice<v1::CreditInvoice>(); }

TEST(CreditInvoice, RefusesAnInvoiceThatComesToNothing) {
  Issued(FixedLine("stamp", "1", "0"))
      .When(OfInvoice<v1::CreditInvoice>("whole {}"))
      .Refused(v1::REASON_NOTHING_LEFT, "invoice_number");
}

// C05 of the worked examples.
TEST(VoidInvoice, TakesBackAllByACreditNote) {
  Scenario scenario = Issued(FixedLine("stamp", "1", "100"));
  scenario.When(OfInvoice<v1::VoidInvoice>())
      .Then(
          "credit_note_issued { org_id: 'msp' number_series: 'CREDIT-2026-11-{N}' "
          "  number_counter: 1 credit_note { number: 'CREDIT-2026-11-001' "
          "    invoice_number: 'BILL-2026-11-001' issue_date: '2026-11-03' "
          "    bill_to { customer_id: 'alpha' name: 'alpha Ltd' email: 'ap@alpha.example' } "
          "    lines { line_id: 'stamp' description: 'Stamp' "
          "      amount { minor_units: 10000 currency: 'USD' } } "
          "    tax_groups { rate_percent: '0' taxable { minor_units: 10000 currency: 'USD' } "
          "      tax { currency: 'USD' } } "
          "    totals { net { minor_units: 10000 currency: 'USD' } tax { currency: 'USD' } "
          "      total { minor_units: 10000 currency: 'USD' } } "
          "    settlement { amount { minor_units: 10000 currency: 'USD' } "
          "      against_open { minor_units: 10000 currency: 'USD' } "
          "      to_credit { currency: 'USD' } rounding { currency: 'USD' } } "
          "    reason: 'asked' issued_by: 'ann' } }",
          "invoice_voided { org_id: 'msp' invoice_number: 'BILL-2026-11-001' "
          "  credit_note_number: 'CREDIT-2026-11-001' reason: 'asked' }")
      .Replied<v1::CreditInvoiceReply>("credit_note_number: 'CREDIT-2026-11-001'");
}

TEST(VoidInvoice, KeepsTheNumberUsed) {
  Scenario scenario = Issued(FixedLine("stamp", "1", "100"));
  scenario.GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "1", "100")));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(OfInvoice<v1::VoidInvoice>());
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_VOIDED);
  EXPECT_EQ(View(scenario).left().minor_units(), 0);
  scenario.When(Approval(scenario, "beta", "2026-10"))
      .Replied<v1::ApproveDraftReply>("invoice_number: 'BILL-2026-11-002'");
}

TEST(VoidInvoice, Refuses) {
  ExpectRefusesWithoutInvoice<v1::VoidInvoice>();

  Scenario credited = Mixed();
  Credited(credited, Amount(1));
  credited.When(OfInvoice<v1::VoidInvoice>())
      .Refused(v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number");
  EXPECT_EQ(credited.refusal().message(),
            "BILL-2026-11-001 was credited by CREDIT-2026-11-001; 379.99 USD is left");

  Scenario voided = Mixed();
  voided.GivenCommand(OfInvoice<v1::VoidInvoice>());
  voided.When(OfInvoice<v1::VoidInvoice>())
      .Refused(v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number");
  voided.When(OfInvoice<v1::CreditInvoice>("whole {}"))
      .Refused(v1::REASON_NOTHING_LEFT, "invoice_number");
}

TEST(CorrectInvoice, CreditsLinesAndBillsThemAgain) {
  Scenario scenario = Issued(SeatLine("12.50") + FixedLine("stamp", "5", "10"));
  scenario.By("bob")
      .At("2026-12-24T08:00:00Z")
      .GivenCommand(OfInvoice<v1::CorrectInvoice>("lines { line_id: 'seat' quantity: '17.0' }"))
      .Replied<v1::CorrectInvoiceReply>(
          "credit_note_number: 'CREDIT-2026-12-001' invoice_number: 'BILL-2026-12-001'");
  EXPECT_EQ(Printed(View(scenario).credit_notes(0)),
            "CREDIT-2026-12-001 of 2026-12-24 takes back BILL-2026-11-001\n"
            "seat 225.00\n"
            "vat 20% of 225.00 = 45.00\n"
            "225.00 + 45.00 = 270.00 USD\n");
  const v1::Invoice corrected = InvoiceOf(scenario, "BILL-2026-12-001").invoice();
  EXPECT_EQ(Printed(corrected),
            "BILL-2026-12-001 of 2026-12-24 due 2027-01-23 corrects BILL-2026-11-001\n"
            "seat 17 x 12.5 = 212.50\n"
            "vat 20% of 212.50 = 42.50\n"
            "212.50 + 42.50 = 255.00 USD\n");
  EXPECT_EQ(corrected.correction_reason(), "asked");
  EXPECT_EQ(corrected.approved_by(), "bob");
  EXPECT_EQ(corrected.period().month(), "2026-10");
  EXPECT_FALSE(corrected.lines(0).has_evidence());
  EXPECT_EQ(View(scenario).left().minor_units(), 5000);
}

TEST(CorrectInvoice, BillsSeveralLinesAgainInTheOrderOfTheInvoice) {
  Scenario scenario = Mixed();
  scenario
      .GivenCommand(
          OfInvoice<v1::CorrectInvoice>("lines { line_id: 'stamp' unit_price: '10.50' } "
                                        "lines { line_id: 'seat' quantity: '9' unit_price: '9' }"))
      .GivenCommand<v1::CorrectInvoice>(
          "org_id: 'msp' invoice_number: 'BILL-2026-11-002' reason: 'asked again' "
          "lines { line_id: 'seat' quantity: '8' }");
  EXPECT_EQ(Printed(InvoiceOf(scenario, "BILL-2026-11-002").invoice()),
            "BILL-2026-11-002 of 2026-11-03 due 2026-12-03 corrects BILL-2026-11-001\n"
            "seat 9 x 9 = 81.00\n"
            "stamp 5 x 10.5 = 52.50\n"
            "vat 20% of 81.00 = 16.20\n"
            "untaxed 0% of 52.50 = 0.00\n"
            "133.50 + 16.20 = 149.70 USD\n");
  EXPECT_EQ(Printed(InvoiceOf(scenario, "BILL-2026-11-003").invoice()),
            "BILL-2026-11-003 of 2026-11-03 due 2026-12-03 corrects BILL-2026-11-002\n"
            "seat 8 x 9 = 72.00\n"
            "vat 20% of 72.00 = 14.40\n"
            "72.00 + 14.40 = 86.40 USD\n");
}

TEST(CorrectInvoice, BillsAtTheRatesOfTheInvoice) {
  Scenario scenario = Issued(FixedLine("seat", "10", "10"));
  scenario
      .GivenCommand<v1::DefineTax>(
          "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '50' }")
      .GivenCommand(OfInvoice<v1::CorrectInvoice>("lines { line_id: 'seat' quantity: '9' }"));
  EXPECT_EQ(PrintedTotals(InvoiceOf(scenario, "BILL-2026-11-002").invoice()),
            "vat 20% of 90.00 = 18.00\n90.00 + 18.00 = 108.00 USD\n");
}

TEST(CorrectInvoice, BillsNothingAgainIfNothingShouldHaveBeenBilled) {
  Scenario scenario = Issued(FixedLine("seat", "10", "10") + FixedLine("stamp", "5", "10"));
  scenario.GivenCommand(OfInvoice<v1::CorrectInvoice>("lines { line_id: 'seat' quantity: '0.0' }"))
      .Replied<v1::CorrectInvoiceReply>("credit_note_number: 'CREDIT-2026-11-001'");
  EXPECT_EQ(View(scenario).left().minor_units(), 5000);
  EXPECT_FALSE(scenario.books().invoices.Has("msp", "BILL-2026-11-002"));
}

// Nothing was billed on the line, so there is nothing to take back: a note of nothing would use up
// a number and keep the invoice from being voided.
TEST(CorrectInvoice, IssuesNoCreditNoteOfNothing) {
  Scenario scenario = Issued(FixedLine("seat", "0", "10") + FixedLine("stamp", "5", "10"));
  scenario.When(OfInvoice<v1::CorrectInvoice>("lines { line_id: 'seat' quantity: '4' }"));
  for (const v1::Event& event : scenario.events()) {
    if (!event.has_credit_note_issued()) continue;
    EXPECT_GT(event.credit_note_issued().credit_note().totals().total().minor_units(), 0);
  }
}

TEST(CorrectInvoice, Refuses) {
  ExpectRefusesWithoutInvoice<v1::CorrectInvoice>();
  Scenario credited = Mixed();
  Credited(credited, "lines { lines { line_id: 'stamp' } }");
  credited.When(OfInvoice<v1::CorrectInvoice>("lines { line_id: 'none' }"))
      .Refused(v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number");

  struct Row {
    const char* fields;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"lines { line_id: 'seat' quantity: '1' } lines { line_id: 'none' }",
       v1::REASON_LINE_NOT_FOUND, "lines[1].line_id"},
      {"lines { line_id: 'seat' quantity: '1' } lines { line_id: 'seat' }",
       v1::REASON_NOTHING_TO_CHANGE, "lines[1].quantity"},
      {"lines { line_id: 'seat' quantity: '1' } lines { line_id: 'seat' quantity: '2' }",
       v1::REASON_LISTED_TWICE, "lines[1]"},
      {"lines { line_id: 'seat' quantity: '1000000000' unit_price: '1000000000' }",
       v1::REASON_AMOUNT_OUT_OF_RANGE, "line seat"},
      {"lines { line_id: 'seat' quantity: '90000000' unit_price: '1000000000' } "
       "lines { line_id: 'stamp' quantity: '90000000' unit_price: '1000000000' }",
       v1::REASON_AMOUNT_OUT_OF_RANGE, "total"},
  };
  for (const auto& [fields, reason, field] : rows) {
    SCOPED_TRACE(fields);
    Mixed().When(OfInvoice<v1::CorrectInvoice>(fields)).Refused(reason, field);
  }
}

}  // namespace
}  // namespace tally
