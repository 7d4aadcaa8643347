#include "ledger/rating/taxes.h"

#include <gtest/gtest.h>

#include "support/month.h"
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

// T01 of the worked examples: per line it would be 15.34.
TEST(GroupTaxes, RoundsOncePerGroup) {
  Month month;
  month.SetTax("tax_id: 'vat' name: 'VAT' rate_percent: '23'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "55.55") + Fixed("device", "1", "11.11")),
            "vat 23% of 66.66 = 15.33\n66.66 + 15.33 = 81.99 USD\n");
}

// T03: per line it would be 0.50.
TEST(GroupTaxes, DoesNotDriftWithTheNumberOfLines) {
  Month month;
  std::string lines;
  for (int i = 0; i < 10; ++i) lines += Fixed("book", "1", "1.05");
  EXPECT_EQ(TaxesOf(month, lines), "low 5% of 10.50 = 0.53\n10.50 + 0.53 = 11.03 USD\n");
}

// T04: the tax of the invoice is the sum of its groups.
TEST(GroupTaxes, AddsUpRoundedGroups) {
  Month month;
  month.SetTax("tax_id: 'vat' name: 'VAT' rate_percent: '15'");
  month.SetTax("tax_id: 'low' name: 'Zero rated' rate_percent: '0'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "1091.50") + Fixed("book", "1", "200")),
            "vat 15% of 1091.50 = 163.73\n"
            "low 0% of 200.00 = 0.00\n"
            "1291.50 + 163.73 = 1455.23 USD\n");
}

// T12: one rounding a rate, in yen: 316.5 and 142.08.
TEST(GroupTaxes, RoundsToTheCurrencysMinorUnit) {
  Month month;
  month.org.set_currency("JPY");
  month.SetTax("tax_id: 'vat' rate_percent: '10'");
  month.SetTax("tax_id: 'low' rate_percent: '8'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "3", "1055") + Fixed("book", "1", "999") +
                               Fixed("book", "1", "777")),
            "vat 10% of 3165 = 317\nlow 8% of 1776 = 142\n4941 + 459 = 5400 JPY\n");
}

TEST(GroupTaxes, KeepsWhatIsNotTaxedInAGroupOfItsOwn) {
  Month month;
  EXPECT_EQ(TaxesOf(month, Fixed("stamp", "1", "2") + Fixed("seat", "1", "10") +
                               Fixed("stamp", "1", "3") + Fixed("device", "1", "10")),
            "untaxed 0% of 5.00 = 0.00\n"
            "vat 20% of 20.00 = 4.00\n"
            "25.00 + 4.00 = 29.00 USD\n");
}

TEST(GroupTaxes, ChargesAnExemptCustomerNothing) {
  Month month;
  month.customer.set_tax_id("exempt");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "10")),
            "untaxed 0% of 10.00 = 0.00\n10.00 + 0.00 = 10.00 USD\n");
}

TEST(GroupTaxes, RoundsHalvesAsTheOrgSays) {
  Month month;
  month.SetTax("tax_id: 'vat' rate_percent: '50'");
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "0.05")),
            "vat 50% of 0.05 = 0.03\n0.05 + 0.03 = 0.08 USD\n");
  month.org.set_rounding(v1::ROUNDING_HALF_EVEN);
  EXPECT_EQ(TaxesOf(month, Fixed("seat", "1", "0.05")),
            "vat 50% of 0.05 = 0.02\n0.05 + 0.02 = 0.07 USD\n");
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
