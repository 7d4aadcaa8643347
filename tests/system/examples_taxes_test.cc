// The worked examples on taxes, discounts and cash (T, R05, R08).

#include <gtest/gtest.h>

#include <string>

#include "ledger/money/money.h"
#include "system/support/story.h"

namespace tally {
namespace {

class TaxExample : public Story {
 protected:
  // Defines the org with more that is said of it, and the tax `vat`.
  void DefineOrgAndTax(absl::string_view org, absl::string_view vat) {
    DefineMsp(org);
    Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' ", vat, " }"));
    DefineCustomer("alpha");
  }

  v1::DraftContent Bill(absl::string_view month) {
    Run(month);
    return Draft("alpha", month).content();
  }

  static std::string TaxOf(const v1::DraftContent& content) {
    return FormatAmount(content.totals().tax());
  }

  // `count` lines of seat at `price`, with more that is said of each.
  static std::string Lines(int count, absl::string_view price, absl::string_view more = "") {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&lines,
                      "lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '", price,
                      "' } ", more, " } ");
    }
    return lines;
  }
};

constexpr char kPerLine[] = "tax_rounding: TAX_ROUNDING_PER_LINE";

TEST_F(TaxExample, T01PerLineInsteadOfPerGroup) {
  DefineOrgAndTax(kPerLine, "rate_percent: '23'");
  SetPlan("alpha", Lines(1, "55.55") + Lines(1, "11.11"));
  const v1::DraftContent content = Bill("2026-10");
  EXPECT_EQ(TaxOf(content), "15.34");
  EXPECT_EQ(content.tax_rounding(), v1::TAX_ROUNDING_PER_LINE);
  EXPECT_EQ(Invoice(Approve("alpha", "2026-10")).invoice().tax_rounding(),
            v1::TAX_ROUNDING_PER_LINE);
}

TEST_F(TaxExample, T03LineRoundingDriftsWithTheNumberOfLines) {
  DefineOrgAndTax(kPerLine, "rate_percent: '5'");
  SetPlan("alpha", Lines(10, "1.05"));
  EXPECT_EQ(TaxOf(Bill("2026-10")), "0.50");
  DefineMsp();
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '5' }");
  EXPECT_EQ(TaxOf(Bill("2026-09")), "0.53");
}

TEST_F(TaxExample, T06ACompoundTaxIsOnWhatStandsBelowIt) {
  DefineOrgAndTax("",
                  "components { name: 'A' rate_percent: '5' } "
                  "components { name: 'B' rate_percent: '8' compound: true }");
  SetPlan("alpha", Lines(1, "100"));
  const v1::DraftContent content = Bill("2026-10");
  ASSERT_EQ(content.tax_groups_size(), 1);
  ASSERT_EQ(content.tax_groups(0).parts_size(), 2);
  EXPECT_EQ(FormatAmount(content.tax_groups(0).parts(0).tax()), "5.00");
  EXPECT_EQ(FormatAmount(content.tax_groups(0).parts(1).tax()), "8.40");
  EXPECT_EQ(FormatAmount(content.totals().total()), "113.40");
}

TEST_F(TaxExample, T10ADiscountBeforeOrAfterTax) {
  DefineOrgAndTax("", "rate_percent: '10'");
  const auto totals = [&](absl::string_view month, absl::string_view when) {
    SetPlan("alpha", Lines(1, "10",
                           absl::StrCat("discounts { name: 'Loyalty' amount: '2' tax: "
                                        "DISCOUNT_TAX_",
                                        when, " }")));
    const v1::DraftContent content = Bill(month);
    return absl::StrCat(TaxOf(content), " ", FormatAmount(content.totals().total()));
  };
  EXPECT_EQ(totals("2026-08", "BEFORE"), "0.80 8.80");
  EXPECT_EQ(totals("2026-09", "AFTER"), "1.00 9.00");
}

TEST_F(TaxExample, T12OneRoundingPerRateDown) {
  DefineOrgAndTax("currency: 'JPY' tax_policy { rounding: ROUNDING_DOWN }", "rate_percent: '10'");
  Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'food' name: 'Food' rate_percent: '8' }");
  Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'tea' name: 'Tea' tax_id: 'food' }");
  SetPlan("alpha", Lines(3, "1055") + FixedLine("tea", "1", "999") + FixedLine("tea", "1", "777"));
  const v1::DraftContent content = Bill("2026-10");
  ASSERT_EQ(content.tax_groups_size(), 2);
  EXPECT_EQ(content.tax_groups(0).tax().minor_units(), 316);
  EXPECT_EQ(content.tax_groups(1).tax().minor_units(), 142);
}

TEST_F(TaxExample, T13LinesToATenthOfAPennyAndTheTotalDown) {
  DefineOrgAndTax(
      "currency: 'GBP' tax_rounding: TAX_ROUNDING_PER_LINE "
      "tax_policy { rounding: ROUNDING_DOWN line_digits: 3 total_rounding: ROUNDING_DOWN }",
      "rate_percent: '20'");
  SetPlan("alpha", Lines(2, "7.77") + Lines(1, "7.773"));
  const v1::DraftContent content = Bill("2026-10");
  for (const v1::DraftLine& rated : content.lines()) EXPECT_EQ(rated.line().tax(), "1.554");
  EXPECT_EQ(TaxOf(content), "4.66");
}

// 310.00 from 15 January to 14 February, when the rate changes on 1 February.
class RateChange : public TaxExample {
 protected:
  void Define(absl::string_view point) {
    DefineOrgAndTax(absl::StrCat("tax_policy { tax_point: TAX_POINT_", point, " }"),
                    "rate_percent: '20' rates { effective_from: '2026-02-01' rate_percent: '21' }");
    SetPlan("alpha", Lines(1, "310", "cadence { months: 1 anchor: '2026-01-15' }"), "2026-01-15");
    daemon_.At("2026-11-15T12:00:00Z");
  }
};

TEST_F(RateChange, T15AtTheInvoiceDate) {
  Define("INVOICE_DATE");
  const v1::DraftContent content = Bill("2026-02");
  EXPECT_EQ(content.lines_size(), 1);
  EXPECT_EQ(TaxOf(content), "65.10");
  EXPECT_EQ(content.tax_groups(0).rate_percent(), "21");
}

TEST_F(RateChange, T15InTheServicePeriod) {
  Define("SERVICE");
  const v1::DraftContent content = Bill("2026-02");
  ASSERT_EQ(content.lines_size(), 2);
  EXPECT_EQ(FormatAmount(content.lines(0).line().amount()), "170.00");
  EXPECT_EQ(content.lines(0).line().tax_rate_percent(), "20");
  EXPECT_EQ(FormatAmount(content.lines(1).line().amount()), "140.00");
  ASSERT_EQ(content.tax_groups_size(), 2);
  EXPECT_EQ(FormatAmount(content.tax_groups(0).tax()), "34.00");
  EXPECT_EQ(FormatAmount(content.tax_groups(1).tax()), "29.40");
  EXPECT_EQ(TaxOf(content), "63.40");
}

TEST_F(TaxExample, R05AHundredPercentDiscountGivesExactlyZero) {
  DefineOrgAndTax("", "rate_percent: '20'");
  SetPlan("alpha",
          "lines { item_id: 'seat' fixed { quantity: '2.25' } held { unit_price: '64.22' } "
          "  discounts { name: 'Free' percent: '100' } } ");
  const v1::DraftContent content = Bill("2026-10");
  ASSERT_EQ(content.lines_size(), 2);
  EXPECT_EQ(FormatAmount(content.lines(0).line().amount()), "144.50");
  EXPECT_EQ(FormatAmount(content.lines(1).line().amount()), "-144.50");
  EXPECT_EQ(FormatAmount(content.totals().net()), "0.00");
  EXPECT_EQ(FormatAmount(content.totals().total()), "0.00");
}

TEST_F(TaxExample, R08CashRoundingIsALineOfItsOwnAndNotTaxed) {
  DefineOrgAndTax("currency: 'CHF' cash_rounding { currency: 'CHF' increment: '0.05' }",
                  "rate_percent: '8.1'");
  SetPlan("alpha", Lines(1, "99.45"));
  const v1::Totals totals = Bill("2026-10").totals();
  EXPECT_EQ(FormatAmount(totals.tax()), "8.06");
  EXPECT_EQ(FormatAmount(totals.total()), "107.51");
  EXPECT_EQ(FormatAmount(totals.rounding()), "-0.01");
  EXPECT_EQ(FormatAmount(totals.payable()), "107.50");
}

TEST_F(TaxExample, PricesThatIncludeTaxAddUpToThemselves) {
  DefineOrgAndTax("", "rate_percent: '19'");
  SetPlan("alpha", Lines(3, "9.99", "price_includes_tax: true"));
  const v1::DraftContent content = Bill("2026-10");
  EXPECT_EQ(FormatAmount(content.totals().total()), "29.97");
  EXPECT_EQ(TaxOf(content), "4.79");
  EXPECT_EQ(FormatAmount(content.totals().net()), "25.18");
}

TEST_F(TaxExample, AnExemptCustomersDocumentsSayWhy) {
  DefineOrgAndTax("", "rate_percent: '19'");
  DefineCustomer("alpha", "tax_id: 'exempt' exemption_reason: 'Charity' ");
  SetPlan("alpha", Lines(1, "10"));
  const v1::DraftContent content = Bill("2026-10");
  EXPECT_EQ(TaxOf(content), "0.00");
  EXPECT_EQ(content.tax_groups(0).exemption_reason(), "Charity");
}

}  // namespace
}  // namespace tally
