// What is taken back of invoices on which lines take off, and on which a tax has several rates, is
// figured out per line, or is in the prices.

#include "ledger/deciders/taken_back.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/deciders/orgs.h"
#include "ledger/rating/new_line.h"
#include "rating/bill.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kInvoice[] = "org_id: 'msp' invoice_number: 'BILL-2026-11-001' reason: 'asked' ";

// The invoice for `bill`, to alpha.
Scenario Issued(const Bill& bill) {
  Scenario scenario = Provider();
  v1::OrgDefined org;
  *org.mutable_org() = bill.month.org;
  org.mutable_org()->clear_etag();
  v1::InvoiceIssued issued;
  issued.set_org_id("msp");
  issued.set_number_series("BILL-2026-11-{N}");
  issued.set_number_counter(1);
  v1::Invoice& invoice = *issued.mutable_invoice();
  invoice = bill.Invoice().invoice();
  invoice.set_number("BILL-2026-11-001");
  invoice.mutable_terms()->set_days(30);
  for (v1::Line& line : *invoice.mutable_lines()) {
    line.set_unit_price(Decimal::Parse(FormatAmount(PricedAmount(line)))->ToString());
  }
  scenario.Given(Wrap(org).ShortDebugString()).Given(Wrap(issued).ShortDebugString());
  return scenario;
}

// 100.00 less 20.00 at 20 %, 50.00 at 5 %, less 3.00 after tax: 96.00 + 52.50 - 3.00.
Scenario Discounted() {
  Bill bill;
  bill.Add("vat", "100.00").Add("vat", "-20.00").Add("low", "50.00").Add("", "-3.00");
  return Issued(bill);
}

template <Command C>
C Of(const std::string& fields) {
  return Parse<C>(absl::StrCat(kInvoice, fields));
}

// A credit of lines, each with its net or, without one, all that is left of it.
std::string Lines(const std::vector<std::pair<std::string, std::optional<int64_t>>>& lines) {
  std::string text;
  for (const auto& [line_id, net] : lines) {
    absl::StrAppend(&text, "lines { line_id: '", line_id, "' ",
                    net ? absl::StrCat("net { minor_units: ", *net, " currency: 'USD' } ") : "",
                    "} ");
  }
  return absl::StrCat("lines { ", text, "}");
}

std::string Amount(int64_t minor_units) {
  return absl::StrCat("amount { total { minor_units: ", minor_units, " currency: 'USD' } }");
}

v1::InvoiceView View(const Scenario& scenario) { return InvoiceOf(scenario, "BILL-2026-11-001"); }

// The lines and the total of the note that `fields` ask for.
std::string Credited(Scenario& scenario, const std::string& fields) {
  scenario.GivenCommand(Of<v1::CreditInvoice>(fields));
  const v1::InvoiceView view = View(scenario);
  if (view.credit_notes().empty()) return "nothing";
  const v1::CreditNote& note = view.credit_notes(view.credit_notes_size() - 1);
  std::string text;
  for (const v1::CreditLine& line : note.lines()) {
    absl::StrAppend(&text, line.line_id(), " ", FormatAmount(line.amount()), ", ");
  }
  return absl::StrCat(text, FormatAmount(note.totals().net()), " + ",
                      FormatAmount(note.totals().tax()));
}

TEST(WhatIsCredited, IsAWholeInvoiceWithWhatTakesOff) {
  Scenario scenario = Discounted();
  EXPECT_EQ(Credited(scenario, "whole {}"),
            "l0 100.00, l1 -20.00, l2 50.00, l3 -3.00, 127.00 + 18.50");
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_CREDITED);
}

TEST(WhatIsCredited, IsALineWithWhatWasTakenOffIt) {
  Scenario scenario = Discounted();
  EXPECT_EQ(Credited(scenario, Lines({{"l0", {}}, {"l1", {}}})),
            "l0 100.00, l1 -20.00, 80.00 + 16.00");
  EXPECT_EQ(Credited(scenario, "whole {}"), "l2 50.00, l3 -3.00, 47.00 + 2.50");
}

TEST(WhatIsCredited, IsAPartOfALineAndOfWhatWasTakenOffIt) {
  Scenario scenario = Discounted();
  EXPECT_EQ(Credited(scenario, Lines({{"l0", 5000}, {"l1", -1000}})),
            "l0 50.00, l1 -10.00, 40.00 + 8.00");
  EXPECT_EQ(Credited(scenario, Lines({{"l0", 4000}})), "l0 40.00, 40.00 + 8.00");
  // Of l0 and l1 10.00 and -10.00 are left, together nothing.
  EXPECT_EQ(Credited(scenario, Amount(4950)),
            "l0 10.00, l1 -10.00, l2 50.00, l3 -3.00, 47.00 + 2.50");
  EXPECT_EQ(View(scenario).left().minor_units(), 0);
}

// With tax 99.00 come to all that is left, so what was taken off goes with it.
TEST(WhatIsCredited, IsAllThatIsLeftIfItTakesTheLast) {
  Scenario scenario = Issued(Bill().Add("vat", "100.00").Add("", "-21.00"));
  EXPECT_EQ(Credited(scenario, Lines({{"l0", 8250}})), "l0 100.00, l1 -21.00, 79.00 + 20.00");
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_CREDITED);
}

TEST(WhatIsCredited, IsSpreadOverWhatIsPositive) {
  Scenario scenario = Discounted();
  EXPECT_EQ(Credited(scenario, Amount(14549)), "l0 78.38, l2 48.99, 127.37 + 18.12");
  EXPECT_EQ(View(scenario).left().minor_units(), 1);
  EXPECT_EQ(Credited(scenario, Amount(1)), "l0 21.62, l1 -20.00, l2 1.01, l3 -3.00, -0.37 + 0.38");
}

// Each row is right up to the guard that it names.
TEST(WhatIsCredited, IsNeverMoreThanIsLeft) {
  struct Row {
    std::string fields;
    v1::Reason reason;
    const char* field;
    const char* message;
  };
  const Row rows[] = {
      {Lines({{"l0", 8001}}), v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines[0].net",
       "makes it 80.01 USD of what is taxed vat, but only 80.00 USD is left of that; name what "
       "takes off, too: l1"},
      {Lines({{"l2", {}}, {"l0", {}}}), v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines[1].net",
       "makes it 100.00 USD of what is taxed vat, but only 80.00 USD is left of that; name what "
       "takes off, too: l1"},
      {Lines({{"l1", 1}}), v1::REASON_FIELD_INVALID, "lines.lines[0].net",
       "is 0.01 USD; of a line that takes off it is less than zero, too"},
      {Lines({{"l0", {}}, {"l1", -2001}}), v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines[1].net",
       "is -20.01 USD, but only -20.00 USD is left"},
      {Lines({{"l1", {}}, {"l2", {}}}), v1::REASON_FIELD_INVALID, "lines.lines[0].net",
       "makes it -20.00 USD of what is taxed vat; name the lines that it was taken off, too"},
      {Lines({{"l3", {}}}), v1::REASON_FIELD_INVALID, "lines.lines",
       "come to -3.00 USD; a credit is more than zero"},
      {Lines({{"l0", 8000}, {"l2", {}}}), v1::REASON_CREDIT_EXCEEDS_REST, "lines.lines",
       "come to 148.50 USD with tax, but only 145.50 USD is left"},
      {Amount(14551), v1::REASON_CREDIT_EXCEEDS_REST, "amount.total",
       "is 145.51 USD, but only 145.50 USD is left"},
  };
  for (const auto& [fields, reason, field, message] : rows) {
    SCOPED_TRACE(fields);
    Scenario scenario = Discounted();
    scenario.When(Of<v1::CreditInvoice>(fields)).Refused(reason, field);
    EXPECT_EQ(scenario.refusal().message(), message);
  }
}

TEST(WhatIsCredited, IsNothingOfAnInvoiceOfLessThanNothing) {
  Scenario scenario = Issued(Bill().Add("vat", "10.00").Add("", "-20.00"));
  scenario.When(Of<v1::CreditInvoice>("whole {}"))
      .Refused(v1::REASON_NOTHING_LEFT, "invoice_number");
  scenario.GivenCommand(Of<v1::VoidInvoice>(""));
  EXPECT_EQ(View(scenario).left().minor_units(), 0);
  EXPECT_EQ(View(scenario).status(), v1::INVOICE_STATUS_VOIDED);
}

TEST(WhatIsCorrected, IsALineWithWhatWasTakenOffIt) {
  Scenario scenario = Discounted();
  scenario.GivenCommand(
      Of<v1::CorrectInvoice>("lines { line_id: 'l0' unit_price: '90' } "
                             "lines { line_id: 'l1' quantity: '1' }"));
  EXPECT_EQ(PrintedTotals(View(scenario).credit_notes(0)),
            "vat 20% of 80.00 = 16.00\n80.00 + 16.00 = 96.00 USD\n");
  EXPECT_EQ(Printed(InvoiceOf(scenario, "BILL-2026-11-002").invoice()),
            "BILL-2026-11-002 of 2026-11-03 due 2026-12-03 corrects BILL-2026-11-001\n"
            "l0 1 x 90 = 90.00\n"
            "l1 1 x -20 = -20.00\n"
            "vat 20% of 70.00 = 14.00\n"
            "70.00 + 14.00 = 84.00 USD\n");
}

TEST(WhatIsCorrected, IsNeverMoreThanIsLeft) {
  struct Row {
    const char* fields;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"lines { line_id: 'l1' quantity: '0' }", v1::REASON_NOTHING_LEFT, "lines"},
      {"lines { line_id: 'l2' quantity: '2' } lines { line_id: 'l0' quantity: '2' }",
       v1::REASON_CREDIT_EXCEEDS_REST, "lines[1].line_id"},
      {"lines { line_id: 'l0' quantity: '2' } lines { line_id: 'l1' quantity: '1' } "
       "lines { line_id: 'l2' quantity: '2' }",
       v1::REASON_CREDIT_EXCEEDS_REST, "lines"},
  };
  for (const auto& [fields, reason, field] : rows) {
    SCOPED_TRACE(fields);
    Scenario scenario = Discounted();
    scenario.When(Of<v1::CorrectInvoice>(fields)).Refused(reason, field);
  }
}

// Neither the rates nor where tax is rounded nor whether prices include it changes by a correction.
TEST(CorrectInvoice, TaxesAsTheInvoiceDoes) {
  Bill bill;
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  bill.month.org.mutable_tax_policy()->set_line_digits(3);
  bill.month.org.mutable_tax_policy()->set_tax_point(v1::TAX_POINT_SERVICE);
  bill.month.SetTax(
      "tax_id: 'vat' name: 'VAT' rate_percent: '20' "
      "rates { effective_from: '2026-10-18' rate_percent: '21' }");
  bill.month.SetTax(
      "tax_id: 'low' components { name: 'A' rate_percent: '5' } "
      "components { name: 'B' rate_percent: '8' compound: true }");
  bill.Add("vat", "310.00").Add("low", "7.77").AddWithTax("low", "113.40");
  Scenario scenario = Issued(bill);
  scenario.GivenCommand<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  scenario.GivenCommand(
      Of<v1::CorrectInvoice>("lines { line_id: 'l0.rate-2' unit_price: '620' } "
                             "lines { line_id: 'l1' unit_price: '7.78' } "
                             "lines { line_id: 'l2' unit_price: '56.7' }"));
  const v1::Invoice corrected = InvoiceOf(scenario, "BILL-2026-11-002").invoice();
  EXPECT_EQ(Printed(corrected),
            "BILL-2026-11-002 of 2026-11-03 due 2026-12-03 corrects BILL-2026-11-001\n"
            "l0.rate-2 1 x 620 = 280.00 tax 58.8\n"
            "l1 1 x 7.78 = 7.78 tax 1.04\n"
            "l2 1 x 56.7 = 50.00 tax 6.7\n"
            "vat 21% of 280.00 = 58.80\n"
            "low 13.4% of 7.78 = 1.04\n"
            "  A 5% of 7.78 = 0.39\n"
            "  B 8% of 8.17 = 0.65\n"
            "low 13.4% included with 50.00 = 6.70\n"
            "  A 5% of 50.00 = 2.50\n"
            "  B 8% of 52.50 = 4.20\n"
            "337.78 + 66.54 = 404.32 USD\n");
  EXPECT_EQ(corrected.tax_rounding(), v1::TAX_ROUNDING_PER_LINE);
}

}  // namespace
}  // namespace tally
