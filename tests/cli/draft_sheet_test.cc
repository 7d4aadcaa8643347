#include "clients/cli/show/draft_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/show/runs.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::HasSubstr;

std::string Dollars(int64_t minor_units) {
  return absl::StrCat("{ minor_units: ", minor_units, " currency: 'USD' } ");
}

// A draft with `lines` and what else its content has.
std::string SheetOf(const std::string& content) {
  return DraftSheet(
      Parse<v1::Draft>(absl::StrCat(
          "customer_id: 'acme' month: '2026-04' status: DRAFT_STATUS_IN_REVIEW run_id: '2026-04.1' "
          "changed_position: 30 content { bill_to { name: 'Acme' } terms { text: 'net 30' } "
          "plan_effective_from: '2026-01-01' ",
          content, " }")),
      {});
}

std::string Totals(int64_t net, int64_t tax, const std::string& more = "") {
  return absl::StrCat("totals { net ", Dollars(net), "tax ", Dollars(tax), "total ",
                      Dollars(net + tax), more, "} ");
}

TEST(DraftSheet, ShowsAPlainDraftInTheFewestColumns) {
  EXPECT_EQ(
      SheetOf(absl::StrCat(
          "lines { line { line_id: 'seat' description: 'Seat' quantity: '18' unit_price: '12.5' "
          "  tax_id: 'vat' amount ",
          Dollars(22500),
          "  evidence { source_id: 'shop' account: 'S1' meter: 'SEAT' position: 7 "
          "    observed_at @2026-04-30T22:00:00Z } } "
          "  delta { previous_quantity: '17' previous_unit_price: '12.5' previous_amount ",
          Dollars(21250), " change ", Dollars(1250), " quantity_effect ", Dollars(1250), " } } ",
          "tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '20' taxable ", Dollars(22500),
          " tax ", Dollars(4500), "} ", Totals(22500, 4500))),
      "Acme (acme), 2026-04: in_review\n"
      "plan from 2026-01-01, net 30, made by run 2026-04.1, changed at position 30\n"
      "\n"
      "line  description  quantity  price  amount USD  last quantity  last price  last amount  "
      "change  from             flags\n"
      "seat  Seat               18  12.50      225.00             17       12.50       212.50  "
      "+12.50  quantity +12.50\n"
      "\n"
      "tax    rate  taxable     USD\n"
      "VAT     20%   225.00   45.00\n"
      "-----  ----  -------  ------\n"
      "net                   225.00\n"
      "tax                    45.00\n"
      "total                 270.00\n"
      "\n"
      "counted  source  account  meter  observed at           position\n"
      "seat     shop    S1       SEAT   2026-04-30T22:00:00Z         7\n");
}

TEST(DraftSheet, PutsNotesAndPartsUnderTheirLine) {
  EXPECT_THAT(
      SheetOf(absl::StrCat(
          "lines { line { line_id: 'seat.unused' plan_line_id: 'seat' part: LINE_PART_UNUSED "
          "  description: 'Seat, unused part' quantity: '-2' unit_price: '8' amount ",
          Dollars(-1600),
          "  service { first_day: '2026-04-01' end_day: '2026-05-01' } } } "
          "lines { line { line_id: 'seat' description: 'Seat' quantity: '8' unit_price: '8' "
          "  service { first_day: '2026-05-01' end_day: '2026-06-01' } amount ",
          Dollars(6400),
          "  drifts { quantity: '9' difference: '1' amount { minor_units: 800 currency: 'USD' } "
          "    evidence { source_id: 'directory' position: 42 } } } } "
          "lines { line { line_id: 'seat.discount' plan_line_id: 'seat' part: LINE_PART_DISCOUNT "
          "  description: 'Loyalty' quantity: '1' unit_price: '-6.4' "
          "  service { first_day: '2026-05-01' end_day: '2026-06-01' } amount ",
          Dollars(-640), "} } ", Totals(4160, 0))),
      HasSubstr(
          "line             description        quantity  price  amount USD  last quantity  last "
          "price  last amount  change  from  flags\n"
          "seat.unused      Seat, unused part        -2   8.00      -16.00\n"
          "    2026-04-01 to 2026-04-30\n"
          "seat             Seat                      8   8.00       64.00\n"
          "    2026-05-01 to 2026-05-31\n"
          "    other sources: directory 9 (+1, +8.00; position 42)\n"
          "  seat.discount  Loyalty                   1  -6.40       -6.40\n"
          "\n"));
}

TEST(DraftSheet, ShowsTaxOnLinesAndPricesThatIncludeIt) {
  EXPECT_THAT(
      SheetOf(absl::StrCat(
          "tax_rounding: TAX_ROUNDING_PER_LINE "
          "lines { line { line_id: 'a' quantity: '1' unit_price: '24' tax_id: 'vat' "
          "  tax_rate_percent: '21' tax: '4.165' amount ",
          Dollars(1983), "amount_with_tax ", Dollars(2400),
          "} } "
          "tax_groups { tax_id: 'vat' name: 'VAT' rate_percent: '21' included: true taxable ",
          Dollars(1983), "tax ", Dollars(417), "} ", Totals(1983, 417))),
      HasSubstr("line  description  quantity  price  with tax  amount USD  tax      tax on it  "
                "last quantity  last price  last amount  change  from  flags\n"
                "a                         1  24.00     24.00       19.83  vat 21%      4.165\n"
                "\n"
                "tax    rate  taxable    USD  note\n"
                "VAT     21%    19.83   4.17  included in the prices\n"
                "-----  ----  -------  -----  ----------------------\n"
                "net                   19.83\n"
                "tax                    4.17\n"
                "total                 24.00\n"
                "tax is rounded on each line\n"));
}

TEST(DraftSheet, ShowsEveryCountThatALineRestsOn) {
  EXPECT_THAT(
      SheetOf(absl::StrCat("lines { line { line_id: 'seat' quantity: '5' amount ", Dollars(100),
                           "evidence { source_id: 'shop' account: 'S1' meter: 'SEAT' position: 7 } "
                           "further_evidence { source_id: 'shop' account: 'S2' meter: 'SEAT' "
                           "  position: 8 unit_cost: '3.20' } } } ",
                           Totals(100, 0))),
      HasSubstr("\ncounted  source  account  meter  observed at  position  unit cost\n"
                "seat     shop    S1       SEAT                       7\n"
                "         shop    S2       SEAT                       8       3.20\n"));
}

TEST(DraftSheet, ShowsWhatTheCustomerIsCredited) {
  EXPECT_THAT(SheetOf(Totals(-501, 0,
                             "payable { currency: 'USD' } "
                             "customer_credit { minor_units: 501 currency: 'USD' } ")),
              HasSubstr("tax              rate  taxable    USD\n"
                        "---------------  ----  -------  -----\n"
                        "net                             -5.01\n"
                        "tax                              0.00\n"
                        "total                           -5.01\n"
                        "to pay                           0.00\n"
                        "customer credit                  5.01\n"));
}

TEST(PreviewLines, PutsNotesAndPartsUnderTheirLine) {
  const auto preview = Parse<v1::RunPreview>(absl::StrCat(
      "position: 9 drafts { customer_id: 'acme' content { "
      "lines { line { line_id: 'time' description: 'Support' quantity: '2.75' unit_price: '150' "
      "  hours { used: '12.75' included: '10' beyond: '2.75' } amount ",
      Dollars(41250),
      "} } lines { line { line_id: 'time.discount' plan_line_id: 'time' "
      "  part: LINE_PART_DISCOUNT description: 'Loyalty' quantity: '1' unit_price: '-41.25' "
      "  amount ",
      Dollars(-4125), "} } ", Totals(37125, 0, "payable { minor_units: 37100 currency: 'USD' } "),
      "} } "));
  EXPECT_EQ(PreviewLines(preview, {}),
            "client  line             description  quantity   price  amount USD  change  flags\n"
            "acme    time             Support          2.75  150.00      412.50\n"
            "    12.75 h worked, 10 included, 2.75 beyond\n"
            "acme      time.discount  Loyalty             1  -41.25      -41.25\n"
            "\n"
            "client  name  lines  net USD   tax   total  to pay  last month  change  flags\n"
            "acme              2   371.25  0.00  371.25  371.00           -       -\n"
            "\n"
            "would draft 1, skip 0\n"
            "as of position 9; nothing was written\n");
}

}  // namespace
}  // namespace tally
