// Documents whose taxes have several rates, parts and prices that include them, and on which lines
// take off: what was credited and corrected of them is derived again to the cent.

#include <gtest/gtest.h>

#include "audit/audited.h"

namespace tally {
namespace {

constexpr char kOrg[] = "org_id: 'msp' name: 'Msp' currency: 'CHF' time_zone: 'UTC' ";

// A seat of 310.00 with a discount, a compound tax, a price with tax, and a discount of it all.
constexpr char kPlan[] =
    "org_id: 'msp' plan { customer_id: 'c' effective_from: '2026-01-01' "
    "  lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '310' } "
    "    discounts { name: 'Loyal' percent: '10' } "
    "    discounts { name: 'Prompt' amount: '5' tax: DISCOUNT_TAX_AFTER } } "
    "  lines { item_id: 'port' fixed { quantity: '3' } held { unit_price: '33.33' } } "
    "  lines { item_id: 'port' line_id: 'gross' fixed { quantity: '1' } "
    "    held { unit_price: '113.40' } price_includes_tax: true } "
    "  discounts { name: 'Autumn' amount: '20.01' } }";

// Under this policy October is invoice BILL-2026-11-001.
void Bill(Office& office, const std::string& policy) {
  office.Do<v1::DefineOrg>(absl::StrCat("org { ", kOrg, policy, " }"));
  office.Do<v1::DefineTax>(
      "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '8.1' "
      "  rates { effective_from: '2026-10-18' rate_percent: '8.5' } }");
  office.Do<v1::DefineTax>(
      "org_id: 'msp' tax { tax_id: 'both' name: 'Both' components { name: 'A' rate_percent: '5' } "
      "  components { name: 'B' rate_percent: '8' compound: true } }");
  office.Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' }");
  office.Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'port' name: 'Port' tax_id: 'both' }");
  office.Do<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'c' name: 'C' }");
  office.Do<v1::SetPlan>(kPlan);
  office.RunMonth("2026-10");
  EXPECT_TRUE(office.Try(office.Approval("c", "2026-10")).ok());
}

v1::InvoiceView Billed(Office& office) {
  const View view = office.ledger().Read();
  const auto invoice = view.books().invoices.Find("msp", "BILL-2026-11-001");
  EXPECT_TRUE(invoice);
  return invoice.value_or(v1::InvoiceView());
}

std::string OfInvoice(const std::string& fields) {
  return absl::StrCat("org_id: 'msp' invoice_number: 'BILL-2026-11-001' reason: 'asked' ", fields);
}

class Taxes : public testing::TestWithParam<const char*> {
 protected:
  Taxes() : office_(AllProjections()) { Bill(office_, GetParam()); }

  void ExpectPassed() {
    const Checked checked = CheckOf(office_.ledger().log());
    EXPECT_TRUE(checked.verdict.passed()) << checked.text();
  }

  Office office_;
};

TEST_P(Taxes, OfCreditedInvoicesPass) {
  const auto credit = [&](const std::string& extent) {
    office_.Do<v1::CreditInvoice>(OfInvoice(extent));
  };
  credit("lines { lines { line_id: 'port' net { minor_units: 3333 currency: 'CHF' } } }");
  credit(
      "lines { lines { line_id: 'gross' net { minor_units: 1 currency: 'CHF' } } "
      "  lines { line_id: 'seat' net { minor_units: 10000 currency: 'CHF' } } "
      "  lines { line_id: 'seat.discount' net { minor_units: -500 currency: 'CHF' } } }");
  credit("amount { total { minor_units: 9999 currency: 'CHF' } }");
  EXPECT_GT(Billed(office_).left().minor_units(), 0);
  credit("whole {}");
  EXPECT_EQ(Billed(office_).left().minor_units(), 0);
  ExpectPassed();
}

TEST_P(Taxes, OfAnAmountThatTakesTheLastPass) {
  const int64_t all = Billed(office_).left().minor_units();
  for (const int64_t total : {all - 1, int64_t{1}}) {
    office_.Do<v1::CreditInvoice>(
        OfInvoice(absl::StrCat("amount { total { minor_units: ", total, " currency: 'CHF' } }")));
  }
  EXPECT_EQ(Billed(office_).status(), v1::INVOICE_STATUS_CREDITED);
  ExpectPassed();
}

TEST_P(Taxes, OfCorrectedInvoicesPass) {
  office_.Do<v1::CorrectInvoice>(
      OfInvoice("lines { line_id: 'gross' unit_price: '56.7' } "
                "lines { line_id: 'port' quantity: '2' unit_price: '12.34' } "
                "lines { line_id: 'discount-2' quantity: '1' } "
                "lines { line_id: 'discount-3' quantity: '0' }"));
  ExpectPassed();
}

TEST_P(Taxes, OfVoidedInvoicesPass) {
  office_.Do<v1::VoidInvoice>(OfInvoice(""));
  ExpectPassed();
}

INSTANTIATE_TEST_SUITE_P(
    , Taxes,
    testing::Values("",
                    "tax_policy { tax_point: TAX_POINT_SERVICE rounding: ROUNDING_DOWN } "
                    "cash_rounding { currency: 'CHF' increment: '0.05' }",
                    "tax_rounding: TAX_ROUNDING_PER_LINE "
                    "tax_policy { line_digits: 3 total_rounding: ROUNDING_DOWN "
                    "  tax_point: TAX_POINT_SERVICE } "
                    "cash_rounding { currency: 'CHF' increment: '0.05' }"));

}  // namespace
}  // namespace tally
