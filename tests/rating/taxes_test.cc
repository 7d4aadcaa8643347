#include "ledger/rating/taxes.h"

#include <gtest/gtest.h>

#include "ledger/base/refusal.h"
#include "rating/bill.h"
#include "support/printed.h"

namespace tally {
namespace {

TEST(TaxOn, IsTheCustomersOnTaxedItems) {
  struct Row {
    const char* item;
    const char* customer;
    const char* tax;
  };
  const Row rows[] = {
      {"vat", "", "vat"}, {"vat", "low", "low"}, {"vat", "exempt", ""},
      {"", "", ""},       {"", "low", ""},       {"", "exempt", ""},
  };
  for (const auto& [item_tax, customer_tax, tax] : rows) {
    v1::Item item;
    item.set_tax_id(item_tax);
    v1::Customer customer;
    customer.set_tax_id(customer_tax);
    EXPECT_EQ(TaxOn(item, customer), tax) << item_tax << " and " << customer_tax;
  }
}

// The taxes and totals of a month with these lines.
std::string TaxesOf(Month& month, absl::string_view lines) {
  month.SetPlan(lines);
  return PrintedTotals(month.Draft());
}

// T01 of the worked examples.
TEST(AddTaxes, RoundsOncePerGroup) {
  Month month;
  month.SetTax("tax_id: 'vat' name: 'VAT' rate_percent: '23'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "55.55") + Fixed("device", "1", "11.11")),
            "vat 23% of 66.66 = 15.33\n66.66 + 15.33 = 81.99 USD\n");
  month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  EXPECT_EQ(Printed(month.Draft()),
            "seat 1 x 55.55 = 55.55 tax 12.78\n"
            "device 1 x 11.11 = 11.11 tax 2.56\n"
            "vat 23% of 66.66 = 15.34\n"
            "66.66 + 15.34 = 82.00 USD\n");
}

// Which of the two it was is said only where it is not the one that was always so.
TEST(AddTaxes, SaysWhereTaxIsRounded) {
  Month month;
  EXPECT_EQ(month.Draft().tax_rounding(), v1::TAX_ROUNDING_UNSPECIFIED);
  month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_GROUP);
  EXPECT_EQ(month.Draft().tax_rounding(), v1::TAX_ROUNDING_UNSPECIFIED);
  month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  EXPECT_EQ(month.Draft().tax_rounding(), v1::TAX_ROUNDING_PER_LINE);
}

// T03.
TEST(AddTaxes, DoesNotDriftWithTheNumberOfLines) {
  Bill bill;
  for (int i = 0; i < 10; ++i) bill.Add("low", "1.05");
  EXPECT_EQ(PrintedTotals(bill.Tax()), "low 5% of 10.50 = 0.53\n10.50 + 0.53 = 11.03 USD\n");
  bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  EXPECT_EQ(PrintedTotals(bill.Tax()), "low 5% of 10.50 = 0.50\n10.50 + 0.50 = 11.00 USD\n");
}

// T04: the tax of the invoice is the sum of its groups.
TEST(AddTaxes, AddsUpRoundedGroups) {
  Month month;
  month.SetTax("tax_id: 'vat' name: 'VAT' rate_percent: '15'");
  month.SetTax("tax_id: 'low' name: 'Zero rated' rate_percent: '0'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "1091.50") + Fixed("book", "1", "200")),
            "vat 15% of 1091.50 = 163.73\n"
            "low 0% of 200.00 = 0.00\n"
            "1291.50 + 163.73 = 1455.23 USD\n");
}

// T12: one rounding a rate, in yen: 316.5 and 142.08. Per line it would be 315.
TEST(AddTaxes, RoundsToTheCurrencysMinorUnitAsTheTaxPolicySays) {
  struct Row {
    v1::Rounding rounding;
    const char* totals;
  };
  const Row rows[] = {
      {v1::ROUNDING_UNSPECIFIED,
       "vat 10% of 3165 = 317\nlow 8% of 1776 = 142\n4941 + 459 = 5400 JPY\n"},
      {v1::ROUNDING_DOWN, "vat 10% of 3165 = 316\nlow 8% of 1776 = 142\n4941 + 458 = 5399 JPY\n"},
      {v1::ROUNDING_UP, "vat 10% of 3165 = 317\nlow 8% of 1776 = 143\n4941 + 460 = 5401 JPY\n"},
  };
  for (const auto& [rounding, totals] : rows) {
    Bill bill;
    bill.month.org.set_currency("JPY");
    bill.month.org.mutable_tax_policy()->set_rounding(rounding);
    bill.month.SetTax("tax_id: 'vat' rate_percent: '10'");
    bill.month.SetTax("tax_id: 'low' rate_percent: '8'");
    for (int i = 0; i < 3; ++i) bill.Add("vat", "1055");
    EXPECT_EQ(PrintedTotals(bill.Add("low", "999").Add("low", "777").Tax()), totals);
  }
}

TEST(AddTaxes, KeepsWhatIsNotTaxedInAGroupOfItsOwn) {
  Bill bill;
  bill.Add("", "2.00").Add("vat", "10.00").Add("", "3.00").Add("vat", "10.00");
  EXPECT_EQ(PrintedTotals(bill.Tax()),
            "untaxed 0% of 5.00 = 0.00\n"
            "vat 20% of 20.00 = 4.00\n"
            "25.00 + 4.00 = 29.00 USD\n");
}

TEST(AddTaxes, ChargesAnExemptCustomerNothing) {
  Month month;
  month.customer.set_tax_id("exempt");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "10")),
            "untaxed 0% of 10.00 = 0.00\n10.00 + 0.00 = 10.00 USD\n");
}

TEST(AddTaxes, RoundsHalvesAsTheOrgSays) {
  Month month;
  month.SetTax("tax_id: 'vat' rate_percent: '50'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "0.05")),
            "vat 50% of 0.05 = 0.03\n0.05 + 0.03 = 0.08 USD\n");
  month.org.set_rounding(v1::ROUNDING_HALF_EVEN);
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "0.05")),
            "vat 50% of 0.05 = 0.02\n0.05 + 0.02 = 0.07 USD\n");
}

TEST(AddTaxes, RoundsLinesToATenthOfAPennyAndTheirSumDown) {
  struct Row {
    v1::Rounding total_rounding;
    const char* tax;
  };
  // T13: 1.554 each, 4.662 together.
  const Row rows[] = {
      {v1::ROUNDING_UNSPECIFIED, "4.66"}, {v1::ROUNDING_DOWN, "4.66"}, {v1::ROUNDING_UP, "4.67"}};
  for (const auto& [total_rounding, tax] : rows) {
    Bill bill;
    bill.month.org.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
    bill.month.org.mutable_tax_policy()->set_line_digits(3);
    bill.month.org.mutable_tax_policy()->set_total_rounding(total_rounding);
    const v1::DraftContent content =
        bill.Add("vat", "7.77").Add("vat", "7.77").Add("vat", "7.77").Tax();
    for (const v1::DraftLine& rated : content.lines()) EXPECT_EQ(rated.line().tax(), "1.554");
    EXPECT_EQ(FormatAmount(content.totals().tax()), tax);
  }
}

// T10 both ways: a discount is a line, and it has the tax of what it is taken off or none.
TEST(AddTaxes, TaxesWhatADiscountLeavesUnlessItIsAfterTax) {
  Bill before;
  before.month.SetTax("tax_id: 'vat' rate_percent: '10'");
  before.Add("vat", "10.00").Add("vat", "-2.00");
  EXPECT_EQ(PrintedTotals(before.Tax()), "vat 10% of 8.00 = 0.80\n8.00 + 0.80 = 8.80 USD\n");
  Bill after;
  after.month.SetTax("tax_id: 'vat' rate_percent: '10'");
  after.Add("vat", "10.00").Add("", "-2.00");
  EXPECT_EQ(PrintedTotals(after.Tax()),
            "vat 10% of 10.00 = 1.00\nuntaxed 0% of -2.00 = 0.00\n8.00 + 1.00 = 9.00 USD\n");
}

TEST(AddTaxes, SaysWhyNothingIsCharged) {
  Month month;
  month.customer.set_tax_id("exempt");
  month.customer.set_exemption_reason("Charity");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "10")),
            "untaxed 0% of 10.00 = 0.00: Charity\n10.00 + 0.00 = 10.00 USD\n");
  month.customer.set_tax_id("");
  month.SetTax("tax_id: 'vat' rate_percent: '0' exemption_reason: 'Reverse charge'");
  month.SetTax("tax_id: 'low' rate_percent: '5' exemption_reason: 'Reverse charge'");
  EXPECT_EQ(TaxesOf(month,
                    Fixed("seat", "1", "10") + Fixed("book", "1", "10") + Fixed("stamp", "1", "1")),
            "vat 0% of 10.00 = 0.00: Reverse charge\n"
            "low 5% of 10.00 = 0.50\n"
            "untaxed 0% of 1.00 = 0.00\n"
            "21.00 + 0.50 = 21.50 USD\n");
}

TEST(AddTaxes, KeepsPricesWithAndWithoutTaxApart) {
  Bill bill;
  bill.Add("vat", "100.00").AddWithTax("vat", "120.00").AddWithTax("low", "1.05");
  bill.AddWithTax("", "3.00").Add("", "2.00");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(PrintedTotals(content),
            "vat 20% of 100.00 = 20.00\n"
            "vat 20% included with 100.00 = 20.00\n"
            "low 5% included with 1.00 = 0.05\n"
            "untaxed 0% of 5.00 = 0.00\n"
            "206.00 + 40.05 = 246.05 USD\n");
  for (const v1::DraftLine& rated : content.lines()) {
    int groups = 0;
    for (const v1::TaxGroup& group : content.tax_groups()) groups += IsIn(group, rated.line());
    EXPECT_EQ(groups, 1) << rated.line().line_id();
  }
  EXPECT_EQ(content.lines(0).line().tax_rate_percent(), "");
  EXPECT_EQ(content.lines(1).line().tax_rate_percent(), "20");
  // Where no tax is due, what was to include it is all net.
  EXPECT_FALSE(content.lines(3).line().has_amount_with_tax());
}

TEST(AddTaxes, RefusesWhatDoesNotFit) {
  struct Row {
    const char* first;
    const char* second;
    const char* field;
  };
  const char* most = "92233720368547758.07";
  const Row rows[] = {{most, "0.01", "net"},
                      {most, "0.00", "total"},
                      {"60000000000000000.00", "30000000000000000.00", "total"}};
  for (const auto& [first, second, field] : rows) {
    Bill bill;
    const auto taxed = bill.Add("vat", first).Add("vat", second).TryTax();
    ASSERT_FALSE(taxed.ok()) << first;
    EXPECT_EQ(RefusalOf(taxed.status())->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
    EXPECT_EQ(RefusalOf(taxed.status())->field(), field);
  }
  Bill bill;
  bill.month.SetTax("tax_id: 'vat' rate_percent: '1000'");
  EXPECT_EQ(RefusalOf(bill.Add("vat", most).TryTax().status())->field(), "tax");
}

// R08, and the same of other amounts.
TEST(SetPayable, RoundsToCoins) {
  struct Row {
    const char* net;
    const char* total;
    const char* rounding;
    const char* payable;
  };
  const Row rows[] = {
      {"99.45", "107.51", "-0.01", "107.50"}, {"99.47", "107.53", "0.02", "107.55"},
      {"99.44", "107.49", "0.01", "107.50"},  {"0.02", "0.02", "-0.02", "0.00"},
      {"0.03", "0.03", "0.02", "0.05"},
  };
  for (const auto& [net, total, rounding, payable] : rows) {
    Bill bill;
    bill.month.org.set_currency("CHF");
    *bill.month.org.add_cash_rounding() =
        Parse<v1::CashRounding>("currency: 'CHF' increment: '0.05'");
    bill.month.SetTax("tax_id: 'vat' rate_percent: '8.1'");
    const v1::Totals totals = bill.Add("vat", net).Tax().totals();
    EXPECT_EQ(FormatAmount(totals.total()), total);
    EXPECT_EQ(FormatAmount(totals.rounding()), rounding) << net;
    EXPECT_EQ(FormatAmount(totals.payable()), payable) << net;
    EXPECT_FALSE(totals.has_customer_credit());
  }
}

TEST(SetPayable, SaysNothingIfItIsTheTotal) {
  for (const char* currency : {"USD", "CHF"}) {
    Bill bill;
    bill.month.org.set_currency(currency);
    *bill.month.org.add_cash_rounding() =
        Parse<v1::CashRounding>("currency: 'CHF' increment: '0.05'");
    const v1::Totals totals = bill.Add("", currency[0] == 'U' ? "107.51" : "107.55").Tax().totals();
    EXPECT_FALSE(totals.has_rounding());
    EXPECT_FALSE(totals.has_payable());
  }
}

TEST(SetPayable, CreditsTheCustomerWhatIsLessThanNothing) {
  Bill bill;
  bill.month.org.set_currency("CHF");
  bill.Add("vat", "10.00").Add("", "-20.01");
  EXPECT_EQ(PrintedTotals(bill.Tax()),
            "vat 20% of 10.00 = 2.00\nuntaxed 0% of -20.01 = 0.00\n"
            "-10.01 + 2.00 = -8.01 CHF\npay 0.00\ncredit 8.01\n");
  *bill.month.org.add_cash_rounding() =
      Parse<v1::CashRounding>("currency: 'CHF' increment: '0.05'");
  EXPECT_EQ(PrintedTotals(bill.Tax()),
            "vat 20% of 10.00 = 2.00\nuntaxed 0% of -20.01 = 0.00\n"
            "-10.01 + 2.00 = -8.01 CHF\nrounded 0.01\npay 0.00\ncredit 8.00\n");
}

TEST(AddUp, IsZeroWithoutGroups) {
  const auto totals = AddUp({}, "EUR");
  ASSERT_TRUE(totals.ok());
  EXPECT_TRUE(IsSame(Parse<v1::Totals>("net { currency: 'EUR' } tax { currency: 'EUR' } "
                                       "total { currency: 'EUR' }"),
                     *totals));
}

TEST(TaxOnAmount, IsExactUpToItsOneRounding) {
  const RoundingMode away = RoundingMode::kHalfAwayFromZero;
  EXPECT_EQ(TaxOnAmount(MakeMoney(10'000, "USD"), "8.25", away)->minor_units(), 825);
  EXPECT_EQ(TaxOnAmount(MakeMoney(200, "USD"), "8.25", away)->minor_units(), 17);
  EXPECT_EQ(TaxOnAmount(MakeMoney(100, "USD"), "0.000001", away)->minor_units(), 0);
  EXPECT_FALSE(TaxOnAmount(MakeMoney(INT64_MAX, "USD"), "1000", away));
}

}  // namespace
}  // namespace tally
