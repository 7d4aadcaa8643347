#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/show/invoices.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::HasSubstr;

std::string Francs(const char* field, int64_t minor_units) {
  return absl::StrCat(field, " { minor_units: ", minor_units, " currency: 'CHF' } ");
}

std::string Totals(int64_t net, int64_t tax, const std::string& more = "") {
  return absl::StrCat("totals { ", Francs("net", net), Francs("tax", tax),
                      Francs("total", net + tax), more, "} ");
}

std::string SheetOf(const std::string& invoice) {
  return InvoiceSheet(Parse<v1::InvoiceView>(absl::StrCat("invoice { ", invoice, " }")), {});
}

// A client does not read what other sources counted.
TEST(InvoiceSheet, ShowsLinesWithTheirPartsAndNotes) {
  EXPECT_THAT(
      SheetOf(absl::StrCat(
          "lines { line_id: 'device' description: 'Device' quantity: '22' unit_price: '8.272727' "
          "  tax_id: 'vat' tiers { quantity: '15' unit_price: '0' flat_fee: '175' } "
          "  tiers { quantity: '7' unit_price: '1' flat_fee: '0' } ",
          Francs("amount", 18200),
          "  drifts { quantity: '9' difference: '1' evidence { source_id: 'rmm' position: 4 } } } "
          "lines { line_id: 'device.cap' plan_line_id: 'device' part: LINE_PART_CAP "
          "  description: 'Device, beyond the maximum' quantity: '1' unit_price: '-1500' ",
          Francs("amount", -150000), "tax_id: 'vat' } ", Totals(-131800, 0))),
      HasSubstr("description                   line        quantity      price  amount CHF  tax\n"
                "Device                        device            22   8.272727      182.00  vat\n"
                "    tiers: 15 for 175.00; 7 × 1.00\n"
                "  Device, beyond the maximum  device.cap         1  -1,500.00   -1,500.00  vat\n"
                "\n"));
}

TEST(InvoiceSheet, ShowsTaxesOfSeveralTaxesAndWhyNothingIsCharged) {
  EXPECT_THAT(
      SheetOf(absl::StrCat("tax_groups { tax_id: 'sales' name: 'Sales tax' rate_percent: '13.4' ",
                           Francs("taxable", 10000), Francs("tax", 1340),
                           "parts { name: 'State' rate_percent: '5' ", Francs("taxable", 10000),
                           Francs("tax", 500), "} parts { name: 'City' rate_percent: '8' ",
                           Francs("taxable", 10500), Francs("tax", 840), "} } ",
                           "tax_groups { rate_percent: '0' exemption_reason: 'Reverse charge' ",
                           Francs("taxable", 2500), Francs("tax", 0), "} ", Totals(12500, 1340))),
      HasSubstr("tax         rate      on     CHF  note\n"
                "Sales tax  13.4%  100.00   13.40\n"
                "  State       5%  100.00    5.00\n"
                "  City        8%  105.00    8.40\n"
                "not taxed     0%   25.00    0.00  Reverse charge\n"
                "---------  -----  ------  ------  --------------\n"
                "net                       125.00\n"
                "tax                        13.40\n"
                "total                     138.40\n"));
}

TEST(InvoiceSheet, ShowsRoundingToCoinsBelowTheTotal) {
  EXPECT_THAT(SheetOf(Totals(9945, 806, Francs("rounding", -1) + Francs("payable", 10750))),
              HasSubstr("net                  99.45\n"
                        "tax                   8.06\n"
                        "total               107.51\n"
                        "rounding             -0.01\n"
                        "to pay              107.50\n"));
}

TEST(InvoiceSheet, ShowsRatesAndTaxOfLinesInColumns) {
  EXPECT_THAT(
      SheetOf(absl::StrCat(
          "tax_rounding: TAX_ROUNDING_PER_LINE "
          "lines { line_id: 'a' description: 'A' quantity: '1' unit_price: '1000' tax_id: 'vat' "
          "  tax_rate_percent: '21' tax: '1173.554' ",
          Francs("amount", 82645), Francs("amount_with_tax", 100000), "} ", Totals(82645, 17355))),
      HasSubstr("description  line  quantity     price  with tax  amount CHF  tax      tax on it\n"
                "A            a            1  1,000.00  1,000.00      826.45  vat 21%  1,173.554\n"
                "\n"));
}

TEST(InvoiceSheet, SaysWhatIsToBePaidInTheOrgsCurrency) {
  EXPECT_THAT(SheetOf(absl::StrCat(
                  Totals(-2000, 0, Francs("payable", 0) + Francs("customer_credit", 2000)),
                  "base_totals { exchange { to_currency: 'EUR' rate: '1.05' source: 'ecb' "
                  "  date: '2026-05-01' } totals { "
                  "  net { minor_units: -2100 currency: 'EUR' } tax { currency: 'EUR' } "
                  "  total { minor_units: -2100 currency: 'EUR' } payable { currency: 'EUR' } "
                  "  customer_credit { minor_units: 2100 currency: 'EUR' } } }")),
              HasSubstr("customer credit             20.00\n"
                        "in EUR at 1.05 (ecb, 2026-05-01): net -21.00, tax 0.00, total -21.00, to "
                        "pay 0.00, customer credit 21.00\n"));
}

TEST(CreditNoteSheet, ShowsWhatItTakesBackOfNegativeLinesAndOfEachTax) {
  EXPECT_EQ(
      CreditNoteSheet(
          Parse<v1::CreditNote>(absl::StrCat(
              "number: 'CREDIT-1' invoice_number: 'BILL-1' bill_to { name: 'A' customer_id: 'a' } "
              "issue_date: '2026-05-04' issued_by: 'ann' reason: 'wrong' "
              "lines { line_id: 'seat' description: 'Seat' tax_id: 'sales' ",
              Francs("amount", 12000), "} ",
              "lines { line_id: 'seat.discount' description: 'Loyalty' tax_id: 'sales' ",
              Francs("amount", -2000), "} ",
              "tax_groups { tax_id: 'sales' name: 'Sales tax' rate_percent: '13.4' ",
              Francs("taxable", 10000), Francs("tax", 1341),
              "parts { name: 'State' rate_percent: '5' ", Francs("taxable", 10000),
              Francs("tax", 500), "} parts { name: 'City' rate_percent: '8' ",
              Francs("taxable", 10500), Francs("tax", 841), "} } ",
              Totals(10000, 1341, Francs("rounding", -1) + Francs("payable", 11340)))),
          {}),
      "Credit note CREDIT-1\n"
      "  for     A (a)\n"
      "  takes back from BILL-1\n"
      "  issued  2026-05-04 by ann\n"
      "  because wrong\n"
      "\n"
      "description  line           credited CHF  tax\n"
      "Seat         seat                 120.00  sales\n"
      "Loyalty      seat.discount        -20.00  sales\n"
      "\n"
      "tax           rate      on     CHF\n"
      "Sales tax    13.4%  100.00   13.41\n"
      "  State         5%  100.00    5.00\n"
      "  City          8%  105.00    8.41\n"
      "-----------  -----  ------  ------\n"
      "net                         100.00\n"
      "tax                          13.41\n"
      "total                       113.41\n"
      "rounding                     -0.01\n"
      "less to pay                 113.40\n");
}

TEST(InvoiceTable, ShowsWhatIsToBePaidWhereItIsNotTheTotal) {
  EXPECT_EQ(
      InvoiceTable(Parse<v1::InvoicePage>(absl::StrCat(
                       "invoices { number: 'B-1' customer_id: 'a' name: 'A' month: '2026-04' "
                       "  issue_date: '2026-05-01' due_date: '2026-05-31' "
                       "  status: INVOICE_STATUS_ISSUED ",
                       Totals(9945, 806, Francs("payable", 10750)),
                       "} invoices { number: 'B-2' customer_id: 'b' name: 'B' month: '2026-04' "
                       "  issue_date: '2026-05-01' due_date: '2026-05-31' "
                       "  status: INVOICE_STATUS_ISSUED ",
                       Totals(1000, 0), "} ")),
                   {}),
      "number     client  name  month    issued      due         total CHF  to pay  status\n"
      "B-1        a       A     2026-04  2026-05-01  2026-05-31     107.51  107.50  issued\n"
      "B-2        b       B     2026-04  2026-05-01  2026-05-31      10.00          issued\n"
      "---------  ------  ----  -------  ----------  ----------  ---------  ------  ------\n"
      "total CHF                                                    117.51  117.50\n");
}

}  // namespace
}  // namespace tally
