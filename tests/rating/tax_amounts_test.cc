#include "ledger/rating/tax_amounts.h"

#include <gtest/gtest.h>

#include "rating/bill.h"
#include "support/printed.h"

namespace tally {
namespace {

// 5 % and 8 % on what that gives.
constexpr char kCompound[] =
    "tax_id: 'vat' name: 'GST and PST' components { name: 'GST' rate_percent: '5' } "
    "components { name: 'PST' rate_percent: '8' compound: true }";

// 5 % and 9.975 %, each of the net.
constexpr char kBeside[] =
    "tax_id: 'vat' name: 'Quebec' components { name: 'GST' rate_percent: '5' } "
    "components { name: 'QST' rate_percent: '9.975' }";

std::string LinesOf(const v1::DraftContent& content) {
  std::string text;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    absl::StrAppend(&text, FormatAmount(line.amount()),
                    line.tax().empty() ? "" : absl::StrCat(" + ", line.tax()),
                    line.has_amount_with_tax()
                        ? absl::StrCat(" of ", FormatAmount(line.amount_with_tax()))
                        : "",
                    "\n");
  }
  return text;
}

// T06: a compound tax is on the net and the rounded taxes before it.
TEST(FigureOut, ListsThePartsOfACompoundTax) {
  Bill bill;
  bill.month.SetTax(kCompound);
  const v1::DraftContent content = bill.Add("vat", "60.00").Add("vat", "40.00").Tax();
  EXPECT_EQ(PrintedTotals(content),
            "vat 13.4% of 100.00 = 13.40\n"
            "  GST 5% of 100.00 = 5.00\n"
            "  PST 8% of 105.00 = 8.40\n"
            "100.00 + 13.40 = 113.40 USD\n");
  EXPECT_EQ(content.lines(0).line().tax_rate_percent(), "13.4");
}

// Of 0.10 one rounding would give 0.01: 13.4 % of it is 0.0134.
TEST(FigureOut, RoundsEachPartOnce) {
  Bill bill;
  bill.month.SetTax(kCompound);
  EXPECT_EQ(PrintedTotals(bill.Add("vat", "0.10").Tax()),
            "vat 13.4% of 0.10 = 0.02\n"
            "  GST 5% of 0.10 = 0.01\n"
            "  PST 8% of 0.11 = 0.01\n"
            "0.10 + 0.02 = 0.12 USD\n");
}

TEST(FigureOut, TaxesTheNetAloneUnlessAPartIsCompound) {
  Bill bill;
  bill.month.SetTax(kBeside);
  EXPECT_EQ(PrintedTotals(bill.Add("vat", "100.00").Tax()),
            "vat 14.975% of 100.00 = 14.98\n"
            "  GST 5% of 100.00 = 5.00\n"
            "  QST 9.975% of 100.00 = 9.98\n"
            "100.00 + 14.98 = 114.98 USD\n");
}

TEST(FigureOut, RoundsTheTaxOutOfPricesOncePerGroup) {
  Bill bill;
  bill.AddWithTax("vat", "10.00").AddWithTax("vat", "10.00").AddWithTax("vat", "10.00");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(PrintedTotals(content),
            "vat 20% included with 25.00 = 5.00\n25.00 + 5.00 = 30.00 USD\n");
  // Line by line 1.67 of tax each would make 5.01.
  EXPECT_EQ(LinesOf(content), "8.33 of 10.00\n8.34 of 10.00\n8.33 of 10.00\n");
}

TEST(FigureOut, TakesTheTaxOutOfDiscountsToo) {
  Bill bill;
  bill.AddWithTax("vat", "10.00").AddWithTax("vat", "-3.00").AddWithTax("vat", "-7.00");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(PrintedTotals(content), "vat 20% included with 0.00 = 0.00\n0.00 + 0.00 = 0.00 USD\n");
  EXPECT_EQ(LinesOf(content), "8.33 of 10.00\n-2.50 of -3.00\n-5.83 of -7.00\n");
}

// Of T06's 113.40.
TEST(FigureOut, SplitsTheTaxInAPriceIntoItsParts) {
  Bill bill;
  bill.month.SetTax(kCompound);
  EXPECT_EQ(PrintedTotals(bill.AddWithTax("vat", "113.40").Tax()),
            "vat 13.4% included with 100.00 = 13.40\n"
            "  GST 5% of 100.00 = 5.00\n"
            "  PST 8% of 105.00 = 8.40\n"
            "100.00 + 13.40 = 113.40 USD\n");
}

TEST(FigureOut, KeepsPartsPerLine) {
  Bill bill;
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  bill.month.SetTax(kCompound);
  bill.Add("vat", "0.10").Add("vat", "0.10").Add("vat", "-0.10").Add("vat", "1.00");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(LinesOf(content), "0.10 + 0.02\n0.10 + 0.02\n-0.10 + -0.02\n1.00 + 0.13\n");
  EXPECT_EQ(PrintedTotals(content),
            "vat 13.4% of 1.10 = 0.15\n"
            "  GST 5% of 1.10 = 0.06\n"
            "  PST 8% of 1.16 = 0.09\n"
            "1.10 + 0.15 = 1.25 USD\n");
}

TEST(FigureOut, TakesTheTaxOutOfEachPriceWithTaxPerLine) {
  Bill bill;
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  bill.AddWithTax("vat", "10.00").AddWithTax("vat", "10.00").AddWithTax("vat", "-10.00");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(LinesOf(content),
            "8.33 + 1.67 of 10.00\n8.33 + 1.67 of 10.00\n-8.33 + -1.67 of -10.00\n");
  EXPECT_EQ(PrintedTotals(content), "vat 20% included with 8.33 = 1.67\n8.33 + 1.67 = 10.00 USD\n");
}

// The digits that are kept on a line are no fewer than those of its currency.
TEST(FigureOut, KeepsAtLeastTheDigitsOfTheCurrency) {
  Bill bill;
  bill.month.org.set_currency("KWD");
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  bill.month.org.mutable_tax_policy()->set_line_digits(2);
  EXPECT_EQ(LinesOf(bill.Add("vat", "1.234").Tax()), "1.234 + 0.247\n");
}

TEST(FigureOut, RoundsAsTheOrgSaysUnlessItsTaxPolicySaysOtherwise) {
  struct Row {
    v1::Rounding org;
    v1::Rounding policy;
    const char* tax;
  };
  const Row rows[] = {
      {v1::ROUNDING_UNSPECIFIED, v1::ROUNDING_UNSPECIFIED, "0.03"},
      {v1::ROUNDING_HALF_EVEN, v1::ROUNDING_UNSPECIFIED, "0.02"},
      {v1::ROUNDING_DOWN, v1::ROUNDING_HALF_AWAY_FROM_ZERO, "0.03"},
      {v1::ROUNDING_UNSPECIFIED, v1::ROUNDING_DOWN, "0.02"},
      {v1::ROUNDING_HALF_EVEN, v1::ROUNDING_UP, "0.03"},
  };
  for (const auto& [org, policy, tax] : rows) {
    for (const auto where : {v1::TAX_ROUNDING_UNSPECIFIED, v1::TAX_ROUNDING_PER_LINE}) {
      Bill bill;
      bill.month.org.set_rounding(org);
      bill.month.org.set_tax_rounding(where);
      bill.month.org.mutable_tax_policy()->set_rounding(policy);
      bill.month.SetTax("tax_id: 'vat' rate_percent: '50'");
      EXPECT_EQ(FormatAmount(bill.Add("vat", "0.05").Tax().totals().tax()), tax);
    }
  }
}

// A group says its parts and the rate of all; which of the parts are compound follows.
TEST(RatesOf, FindsOutWhichPartsAreCompound) {
  for (const char* tax : {"tax_id: 'vat' rate_percent: '20'", kCompound, kBeside,
                          "tax_id: 'vat' components { name: 'A' rate_percent: '0' } "
                          "  components { name: 'B' rate_percent: '5' } "
                          "  components { name: 'C' rate_percent: '8' } "
                          "  components { name: 'D' rate_percent: '3' compound: true } "
                          "  components { name: 'E' rate_percent: '7.5' }"}) {
    Bill bill;
    bill.month.SetTax(tax);
    v1::DraftContent content = bill.Add("vat", "100.00").Add("vat", "0.03").Tax();
    google::protobuf::RepeatedPtrField<v1::Line> lines;
    for (const v1::DraftLine& rated : content.lines()) *lines.Add() = rated.line();
    const auto again = TaxAgain(content.tax_groups(),
                                RulesOf(bill.month.org, v1::TAX_ROUNDING_UNSPECIFIED), lines);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(IsSame(content.tax_groups(0), again->at(0)));
  }
}

TEST(RatePercentOf, IsTheRateOfTheNet) {
  EXPECT_EQ(RatePercentOf({{"", "20.5"}}), "20.5");
  EXPECT_EQ(RatePercentOf({{"A", "5"}, {"B", "8", true}}), "13.4");
  EXPECT_EQ(RatePercentOf({{"A", "5"}, {"B", "8"}}), "13");
  EXPECT_EQ(RatePercentOf({{"A", "5", true}, {"B", "9.975", true}}), "15.47375");
  EXPECT_EQ(RatePercentOf({{"A", "0.000001"}, {"B", "0.1", true}}), "0.100001");
  EXPECT_FALSE(RatePercentOf(TaxRates(10, {"A", "999.999999", true})));
}

}  // namespace
}  // namespace tally
