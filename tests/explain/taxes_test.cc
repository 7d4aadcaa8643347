// What is told of taxes, and of what is to be paid.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/figures.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;

class ExplainedTax : public Bills {
 protected:
  v1::Explanation Tell() {
    Run();
    const v1::Explanation told = Told(office_, Approve());
    CheckTaxes(told);
    return told;
  }

  void DefineVat(absl::string_view fields) {
    office_.Do<v1::DefineTax>(
        absl::StrCat("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' ", fields, " }"));
  }

  // The tax groups of the document.
  static std::string TaxesOf(const v1::Explanation& document) {
    std::string text;
    for (const v1::Explanation& child : document.children()) {
      if (child.kind() == v1::EXPLANATION_KIND_TAX) text += Tree(child);
    }
    return text;
  }
};

TEST_F(ExplainedTax, TellsTheTaxesOfACodeAndTheDayOfTheirRates) {
  DefineMsp();
  DefineVat(
      "components { name: 'GST' rate_percent: '5' } components { name: 'PST' rate_percent: '8' "
      "  compound: true rates { effective_from: '2026-11-01' rate_percent: '9' } }");
  SetPlan(Fixed("seat", "1", "99.99"));
  const v1::Explanation told = Tell();
  EXPECT_EQ(Tree(Find(told.children(0), v1::EXPLANATION_KIND_TAX)),
            "TAX VAT, 14.45%: the tax on the item <items/seat>\n"
            "  DEFINITION GST is 5% on 3 Nov 2026, when the invoice is issued <taxes/vat>\n"
            "  DEFINITION PST is 9% of the net and the taxes before it on 3 Nov 2026, when the "
            "invoice is issued <taxes/vat>\n");
  EXPECT_EQ(TaxesOf(told),
            "TAX VAT: 5.00 + 9.45 = 14.45 USD on 99.99 USD, on seat\n"
            "  TAX GST: 5% of 99.99 USD is rounded to 5.00 USD\n"
            "    ROUNDING exactly 4.9995 USD, rounded half away from zero to 5.00 USD by the rule "
            "of Msp <org>\n"
            "  TAX PST: 9% of 104.99 USD with the taxes before it is rounded to 9.45 USD\n"
            "    ROUNDING exactly 9.4491 USD, rounded half away from zero to 9.45 USD by the rule "
            "of Msp <org>\n"
            "  DEFINITION VAT is 14.45% <taxes/vat>\n");
}

TEST_F(ExplainedTax, TellsTaxLineByLineAndTaxInThePrice) {
  DefineMsp(
      "currency: 'GBP' time_zone: 'UTC' tax_rounding: TAX_ROUNDING_PER_LINE "
      "tax_policy { line_digits: 3 total_rounding: ROUNDING_DOWN }");
  SetPlan(
      "lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '7.77' } "
      "  price_includes_tax: true } " +
      Fixed("seat", "1", "7.77") + Fixed("seat", "3", "7.773"));
  const v1::Explanation told = Tell();
  EXPECT_EQ(told.children(0).text(), "Seat: 1 × 7.77 = 7.77 GBP with tax, 6.47 GBP before");
  EXPECT_EQ(Tree(Find(told.children(0), v1::EXPLANATION_KIND_TAX)),
            "TAX VAT, 20%: the tax on the item, included in the price <items/seat>\n"
            "  DEFINITION VAT is 20% <taxes/vat>\n"
            "  TAX 20% included in 7.77 GBP is rounded to 1.30 GBP on this line\n"
            "    ROUNDING exactly 1.295 GBP, rounded half away from zero to 1.30 GBP by the rule "
            "of Msp <org>\n");
  EXPECT_THAT(Tree(told.children(1)), HasSubstr("TAX 20% of 7.77 GBP = 1.554 GBP on this line\n"));
  EXPECT_EQ(TaxesOf(told),
            "TAX VAT: 20%, line by line: 1.30 GBP in 7.77 GBP, on seat\n"
            "  TAX The taxes of the lines make 1.30 GBP\n"
            "  DEFINITION VAT is 20% <taxes/vat>\n"
            "TAX VAT: 20%, line by line: 6.21 GBP on 31.09 GBP, on seat-2, seat-3\n"
            "  TAX The taxes of the lines make 6.218 GBP\n"
            "  ROUNDING exactly 6.218 GBP, rounded down to 6.21 GBP by the rule of Msp <org>\n"
            "  DEFINITION VAT is 20% <taxes/vat>\n");
}

TEST_F(ExplainedTax, TellsTaxThatIsInThePrices) {
  DefineMsp();
  SetPlan(
      "lines { item_id: 'seat' fixed { quantity: '2' } held { unit_price: '9.99' } "
      "  price_includes_tax: true } ");
  const v1::Explanation told = Tell();
  EXPECT_EQ(told.children(0).text(), "Seat: 2 × 9.99 = 19.98 USD with tax, 16.65 USD before");
  EXPECT_EQ(told.children(0).amount().minor_units(), 1665);
  EXPECT_EQ(TaxesOf(told),
            "TAX VAT: 20% included in 19.98 USD = 3.33 USD, on seat\n"
            "  DEFINITION VAT is 20% <taxes/vat>\n");
}

TEST_F(ExplainedTax, TellsHowALineIsSplitWhereTheRateChanges) {
  DefineMsp(
      "currency: 'CHF' time_zone: 'UTC' tax_policy { tax_point: TAX_POINT_SERVICE } "
      "cash_rounding { currency: 'CHF' increment: '0.05' }");
  DefineVat("rate_percent: '20' rates { effective_from: '2026-10-16' rate_percent: '21' }");
  SetPlan(Fixed("seat", "1", "310.01"));
  const v1::Explanation told = Tell();
  EXPECT_EQ(Tree(told.children(1)),
            "LINE Seat: 1 × 310.01 × 16/31 is rounded to 160.01 CHF\n"
            "  PLAN For 16 Oct to 31 Oct 2026: 16 of 31 days of 1 Oct to 31 Oct 2026 "
            "<plans/alpha>\n"
            "  QUANTITY 1, fixed in your plan of 1 Aug 2026 <plans/alpha>\n"
            "  PRICE 310.01 CHF each, held since 1 Aug 2026 <plans/alpha>\n"
            "  ROUNDING 160.01 CHF of 310.01 CHF for 1 Oct to 31 Oct 2026: split by days, as the "
            "rate of VAT changes <taxes/vat>\n"
            "  DEFINITION Seat is item seat of the catalog <items/seat>\n"
            "  TAX VAT, 21%: the tax on the item <items/seat>\n"
            "    DEFINITION VAT is 21% on 16 Oct 2026, the first day it is for <taxes/vat>\n");
  EXPECT_EQ(told.text(),
            "Invoice BILL-2026-11-001 of 3 Nov 2026 to Alpha Ltd for October 2026: 310.01 CHF and "
            "63.60 CHF tax make 373.61 CHF, of which 373.60 CHF is to be paid");
  EXPECT_EQ(Tree(told.children(4)),
            "ROUNDING 373.61 CHF is paid in coins as 373.60 CHF, 0.01 CHF less <org>\n");
  EXPECT_EQ(told.children(4).amount().minor_units(), -1);
}

TEST_F(ExplainedTax, TellsWhyNothingIsCharged) {
  DefineMsp();
  DefineVat("rate_percent: '0' exemption_reason: 'Reverse charge'");
  SetPlan(Fixed("seat", "1", "310"));
  const v1::Explanation told = Tell();
  EXPECT_EQ(Find(told.children(0), v1::EXPLANATION_KIND_TAX).text(),
            "VAT, 0%: the tax on the item; Reverse charge");
  EXPECT_EQ(told.children(1).text(), "VAT: 0% of 310.00 USD = 0.00 USD, on seat; Reverse charge");
}

TEST_F(ExplainedTax, TellsWhyACustomerIsExempt) {
  DefineMsp();
  DefineCustomer("tax_id: 'exempt' exemption_reason: 'Embassy'");
  SetPlan(Fixed("seat", "1", "310"));
  const v1::Explanation told = Tell();
  EXPECT_EQ(Find(told.children(0), v1::EXPLANATION_KIND_TAX).text(),
            "Not taxed: you are exempt; Embassy");
  EXPECT_EQ(told.children(1).text(), "Not taxed: 310.00 USD, on seat; Embassy");
}

TEST_F(ExplainedTax, TellsWhatIsCreditedIfTheTotalIsNegative) {
  DefineMsp();
  SetPlan(
      "lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '31' } "
      "  cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_BY_DAY } ");
  Run("2026-09");
  Approve("2026-09");
  SetPlan("", "2026-10-11");
  const v1::Explanation told = Tell();
  EXPECT_THAT(told.text(), HasSubstr("make -25.20 USD, of which 0.00 USD is to be paid"));
  EXPECT_THAT(Tree(told),
              HasSubstr("DEFINITION Nothing is to be paid: 25.20 USD is credited to you"));
}

TEST_F(ExplainedTax, TellsTheTotalsInTheCurrencyOfTheOrg) {
  DefineMsp();
  office_.Do<v1::DefineCustomer>(
      "org_id: 'msp' customer { customer_id: 'beta' name: 'Beta' currency: 'EUR' "
      "  external_ids { system: 'books' id: '2' } }");
  Rate("EUR", "USD", "1.1", "2026-09-01");
  const uint64_t rate_at = office_.ledger().Read().position();
  office_.Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: 'beta' effective_from: ",
                                       "'2026-08-01' ", Fixed("seat", "1", "310"), "}"));
  Run();
  const auto approved = office_.ledger().Execute(office_.Approval("beta", "2026-10"), "bob");
  ASSERT_TRUE(approved.ok()) << approved.status();
  const v1::Explanation told = Told(office_, approved->invoice_number());
  const v1::Explanation& base = told.children(2);
  EXPECT_EQ(Tree(base),
            "DEFINITION In the books of Msp: 341.00 USD and 68.20 USD tax make 409.20 USD; 1 EUR "
            "is 1.1 USD from 1 Sep 2026 on, says ECB <exchange-rates>\n");
  EXPECT_EQ(base.position(), rate_at);
}

}  // namespace
}  // namespace tally
