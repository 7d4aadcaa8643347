#include "ledger/reports/roundings.h"

#include <gtest/gtest.h>

#include "support/text.h"

namespace tally {
namespace {

v1::Invoice InvoiceOf(absl::string_view text) {
  return Parse<v1::Invoice>(
      absl::StrCat("number: 'B-1' bill_to { customer_id: 'acme' } period { month: '2026-10' } "
                   "totals { total { minor_units: 1235 currency: 'EUR' } } ",
                   text));
}

std::string LineText(absl::string_view more, int64_t amount) {
  return absl::StrCat("lines { line_id: 'seats' ", more, " amount { minor_units: ", amount,
                      " currency: 'EUR' } } ");
}

struct LineCase {
  const char* name;
  std::string line;
  // Nothing if the line is not told of.
  const char* exact;
  const char* difference;
};

class RoundedLines : public testing::TestWithParam<LineCase> {};

TEST_P(RoundedLines, TellExactAndDifference) {
  const v1::DocumentRounding rounding = RoundingsOf(InvoiceOf(GetParam().line));
  if (GetParam().exact == nullptr) {
    EXPECT_EQ(rounding.roundings_size(), 0) << rounding.ShortDebugString();
    EXPECT_EQ(rounding.difference(), "0");
    return;
  }
  ASSERT_EQ(rounding.roundings_size(), 1);
  EXPECT_EQ(rounding.roundings(0).kind(), v1::ROUNDED_KIND_LINE);
  EXPECT_EQ(rounding.roundings(0).subject(), "seats");
  EXPECT_EQ(rounding.roundings(0).exact(), GetParam().exact);
  EXPECT_EQ(rounding.roundings(0).difference(), GetParam().difference);
  EXPECT_EQ(rounding.difference(), GetParam().difference);
}

INSTANTIATE_TEST_SUITE_P(
    All, RoundedLines,
    testing::Values(
        LineCase{"Exact", LineText("quantity: '3' unit_price: '4'", 1200), nullptr, nullptr},
        LineCase{"HalfACent", LineText("quantity: '1' unit_price: '12.345'", 1235), "12.345",
                 "0.005"},
        LineCase{"ExactQuantity",
                 LineText("quantity: '17.633333' exact_quantity: '529/30' unit_price: '0.1'", 176),
                 "529/300", "-1/300"},
        LineCase{
            "Share",
            LineText("quantity: '1' unit_price: '10' share { numerator: 1 denominator: 3 }", 333),
            "10/3", "-1/300"},
        LineCase{"WithTax",
                 LineText("quantity: '1' unit_price: '12.345' "
                          "amount_with_tax { minor_units: 1235 currency: 'EUR' }",
                          1029),
                 "12.345", "0.005"},
        LineCase{"Tiers",
                 LineText("quantity: '15' unit_price: '1' "
                          "tiers { quantity: '10' unit_price: '1.001' flat_fee: '2' } "
                          "tiers { quantity: '5' unit_price: '0.5001' flat_fee: '0' }",
                          1451),
                 "14.5105", "-0.0005"},
        LineCase{"TiersOfAnInexactQuantity",
                 LineText("quantity: '10.333333' exact_quantity: '31/3' unit_price: '1' "
                          "tiers { quantity: '10' unit_price: '1' flat_fee: '0' } "
                          "tiers { quantity: '0.333333' unit_price: '1' flat_fee: '0' }",
                          1033),
                 "31/3", "-1/300"},
        LineCase{"Blocks",
                 LineText("quantity: '11' unit_price: '1' tiers { quantity: '2' "
                          "unit_price: '5.0025' flat_fee: '0' block_size: '10' }",
                          1001),
                 "10.005", "0.005"},
        LineCase{"Accumulated",
                 LineText("quantity: '1' unit_price: '2' "
                          "accumulated { billed_before: '2' amount_before { minor_units: 201 "
                          "currency: 'EUR' } } "
                          "tiers { quantity: '3' unit_price: '1.005' flat_fee: '0' }",
                          101),
                 "1.005", "0.005"},
        LineCase{"MissingToAMinimum",
                 LineText("part: LINE_PART_MINIMUM quantity: '1' unit_price: '5' "
                          "share { numerator: 1 denominator: 3 }",
                          500),
                 nullptr, nullptr},
        // Never more than was left.
        LineCase{"Limited", LineText("part: LINE_PART_UNUSED quantity: '-1' unit_price: '5'", -300),
                 nullptr, nullptr}),
    [](const auto& tested) { return tested.param.name; });

TEST(Roundings, AreOfTaxOnTheGroup) {
  const v1::DocumentRounding rounding = RoundingsOf(InvoiceOf(R"(
    tax_groups { tax_id: 'vat' rate_percent: '19' taxable { minor_units: 1003 currency: 'EUR' }
                 tax { minor_units: 191 currency: 'EUR' } }
    tax_groups { taxable { minor_units: 50 currency: 'EUR' } tax { currency: 'EUR' } }
    tax_groups { tax_id: 'vat' rate_percent: '19' included: true
                 taxable { minor_units: 84 currency: 'EUR' }
                 tax { minor_units: 16 currency: 'EUR' } })"));
  EXPECT_TRUE(IsSame(Parse<v1::DocumentRounding>(R"(
    invoice_number: 'B-1' customer_id: 'acme' month: '2026-10' currency: 'EUR'
    roundings { kind: ROUNDED_KIND_TAX subject: 'vat' exact: '1.9057' rounded: '1.91'
                difference: '0.0043' }
    difference: '0.0043')"),
                     rounding));
}

// 5 % and 8 % on both: 13.4 %.
TEST(Roundings, AreOfTaxesOnTaxes) {
  const v1::DocumentRounding rounding = RoundingsOf(InvoiceOf(R"(
    tax_groups { tax_id: 'gst' rate_percent: '13.4' taxable { minor_units: 1001 currency: 'EUR' }
                 tax { minor_units: 134 currency: 'EUR' }
                 parts { name: 'a' rate_percent: '5'
                         taxable { minor_units: 1001 currency: 'EUR' }
                         tax { minor_units: 50 currency: 'EUR' } }
                 parts { name: 'b' rate_percent: '8'
                         taxable { minor_units: 1051 currency: 'EUR' }
                         tax { minor_units: 84 currency: 'EUR' } } })"));
  ASSERT_EQ(rounding.roundings_size(), 1);
  EXPECT_EQ(rounding.roundings(0).exact(), "1.34134");
  EXPECT_EQ(rounding.difference(), "-0.00134");
}

TEST(Roundings, AreOfTaxOnEachLineAndOfTheirSum) {
  const v1::DocumentRounding rounding = RoundingsOf(InvoiceOf(R"(
    tax_rounding: TAX_ROUNDING_PER_LINE
    lines { line_id: 'a' tax_id: 'vat' quantity: '1' unit_price: '1.03' tax: '0.196'
            amount { minor_units: 103 currency: 'EUR' } }
    lines { line_id: 'b' tax_id: 'vat' quantity: '1' unit_price: '1' tax: '0.19'
            amount { minor_units: 100 currency: 'EUR' } }
    tax_groups { tax_id: 'vat' rate_percent: '19' taxable { minor_units: 203 currency: 'EUR' }
                 tax { minor_units: 39 currency: 'EUR' } })"));
  EXPECT_TRUE(IsSame(Parse<v1::DocumentRounding>(R"(
    invoice_number: 'B-1' customer_id: 'acme' month: '2026-10' currency: 'EUR'
    roundings { kind: ROUNDED_KIND_TAX subject: 'a' exact: '0.1957' rounded: '0.196'
                difference: '0.0003' }
    roundings { kind: ROUNDED_KIND_TAX subject: 'vat' exact: '0.386' rounded: '0.39'
                difference: '0.004' }
    difference: '0.0043')"),
                     rounding));
}

TEST(Roundings, AreOfCoins) {
  auto invoice = InvoiceOf("");
  invoice.mutable_totals()->mutable_rounding()->set_minor_units(-2);
  invoice.mutable_totals()->mutable_rounding()->set_currency("EUR");
  const v1::DocumentRounding rounding = RoundingsOf(invoice);
  ASSERT_EQ(rounding.roundings_size(), 1);
  EXPECT_TRUE(IsSame(Parse<v1::Rounded>("kind: ROUNDED_KIND_COINS exact: '12.35' rounded: '12.33' "
                                        "difference: '-0.02'"),
                     rounding.roundings(0)));
}

}  // namespace
}  // namespace tally
