// What is told of discounts, commitments and credits.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

using testing::HasSubstr;

class ExplainedAdjustment : public Bills {
 protected:
  void SetUp() override { DefineMsp(); }

  static std::string SeatAt(absl::string_view price, absl::string_view more = "") {
    return absl::StrCat("lines { item_id: 'seat' fixed { quantity: '3' } held { unit_price: '",
                        price, "' } ", more, " } ");
  }

  v1::Explanation Tell(const std::string& line_id) {
    if (number_.empty()) {
      Run();
      number_ = Approve();
    }
    (void)Told(office_, number_);
    v1::Explanation line = Told(office_, number_, line_id);
    // Who drafted and approved it is told of every line.
    line.mutable_children()->DeleteSubrange(line.children_size() - 2, 2);
    return line;
  }

 private:
  std::string number_;
};

TEST_F(ExplainedAdjustment, TellsDiscountsOnALine) {
  SetPlan(SeatAt("33.35",
                 "discounts { name: 'Early' percent: '10' } "
                 "discounts { name: 'Gift' amount: '5' tax: DISCOUNT_TAX_AFTER }"));
  EXPECT_EQ(Tree(Tell("seat.discount")),
            "LINE Early: -10.01 USD\n"
            "  PLAN A discount on seat <plans/alpha>\n"
            "  PRICE -10.01 USD: 10% of the 100.05 USD of seat; your plan of 1 Aug 2026 "
            "<plans/alpha>\n"
            "    ROUNDING exactly -10.005 USD, rounded half away from zero to -10.01 USD by the "
            "rule of Msp <org>\n"
            "  DEFINITION Seat is item seat of the catalog <items/seat>\n"
            "  TAX VAT, 20%: the tax on the item <items/seat>\n"
            "    DEFINITION VAT is 20% <taxes/vat>\n");
  EXPECT_EQ(Tree(Tell("seat.discount-2")),
            "LINE Gift: -5.00 USD\n"
            "  PLAN A discount on seat <plans/alpha>\n"
            "  PRICE -5.00 USD: 5.00 USD off the 90.04 USD left of seat, once a period, after tax; "
            "your plan of 1 Aug 2026 <plans/alpha>\n"
            "  DEFINITION Seat is item seat of the catalog <items/seat>\n"
            "  TAX Not taxed: it is taken off after tax\n");
}

TEST_F(ExplainedAdjustment, TellsHowADiscountOnTheDocumentIsSpread) {
  SetPlan(SeatAt("33.35") + Fixed("stamp", "1", "50") +
          "discounts { name: 'Loyal' percent: '5' } "
          "discounts { name: 'Voucher' amount: '7' tax: DISCOUNT_TAX_AFTER } ");
  EXPECT_EQ(
      Tree(Tell("discount")),
      "LINE Loyal: -5.00 USD\n"
      "  PLAN A discount on the document <plans/alpha>\n"
      "  PRICE -5.00 USD: 5% off the document, spread over its lines; your plan of 1 Aug 2026 "
      "<plans/alpha>\n"
      "    PRICE -5.00 USD off seat\n"
      "  TAX VAT, 20%: the tax on what it is taken off\n"
      "    DEFINITION VAT is 20% <taxes/vat>\n");
  EXPECT_THAT(Tree(Tell("discount-2")), HasSubstr("  TAX Not taxed, as what it is taken off\n"));
  EXPECT_EQ(Tree(Tell("discount-3")),
            "LINE Voucher: -7.00 USD\n"
            "  PLAN A discount on the document <plans/alpha>\n"
            "  PRICE -7.00 USD: 7.00 USD off the document, after tax, spread over its lines; your "
            "plan of 1 Aug 2026 <plans/alpha>\n"
            "    PRICE -4.67 USD off seat\n"
            "    PRICE -2.33 USD off stamp\n"
            "  TAX Not taxed: it is taken off after tax\n");
  EXPECT_EQ(Find(Tell("discount-3"), v1::EXPLANATION_KIND_PRICE).children(0).amount().minor_units(),
            -467);
}

TEST_F(ExplainedAdjustment, TellsWhatIsMissingToAMinimum) {
  SetPlan(
      "lines { item_id: 'stamp' fixed { quantity: '1' } held { unit_price: '2' } "
      "  proration: PRORATION_BY_DAY } "
      "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM amount: '10' "
      "  item_id: 'seat' proration: PRORATION_BY_DAY }",
      "2026-10-07");
  EXPECT_EQ(Tree(Tell("least")),
            "LINE Seat: 6.45 USD\n"
            "  PLAN What is missing to a minimum <plans/alpha>\n"
            "  PLAN For 7 Oct to 31 Oct 2026: 25 of 31 days of 1 Oct to 31 Oct 2026 "
            "<plans/alpha>\n"
            "  PRICE 6.45 USD: at least 10.00 USD × 25/31, 8.06 USD, is agreed, and 1.61 USD is "
            "billed; your plan of 7 Oct 2026 <plans/alpha>\n"
            "  DEFINITION Seat is item seat of the catalog <items/seat>\n"
            "  TAX VAT, 20%: the tax on the item <items/seat>\n"
            "    DEFINITION VAT is 20% <taxes/vat>\n");
}

TEST_F(ExplainedAdjustment, TellsWhatIsBeyondAMaximum) {
  SetPlan(SeatAt("40") + Fixed("stamp", "1", "50") +
          "commitments { commitment_id: 'most' kind: COMMITMENT_KIND_MAXIMUM amount: '130' "
          "  line_ids: 'stamp' line_ids: 'seat' months: 3 }");
  EXPECT_EQ(
      Tree(Tell("stamp.cap")),
      "LINE Stamp, beyond the maximum: -40.00 USD\n"
      "  PLAN What is beyond a maximum, taken off stamp <plans/alpha>\n"
      "  PRICE -40.00 USD: beyond the maximum of 130.00 USD in 3 months in your plan of 1 Aug "
      "2026 <plans/alpha>\n"
      "  DEFINITION Stamp is item stamp of the catalog <items/stamp>\n"
      "  TAX Not taxed: no tax is on the item <items/stamp>\n");
}

TEST_F(ExplainedAdjustment, TellsACreditAndWhatTriggeredIt) {
  SetPlan(SeatAt("33.33") +
          "lines { item_id: 'stamp' line_id: 'sla' credit { line_id: 'seat' percent: '12.5' "
          "  trigger: TRIGGER_KIND_SLA_BREACH } }");
  Happen("key: 's1' kind: TRIGGER_KIND_SLA_BREACH date: '2026-10-20' description: 'Mail was down'");
  Happen("key: 's2' kind: TRIGGER_KIND_SLA_BREACH date: '2026-10-21' amount: '5'");
  Happen("key: 's3' kind: TRIGGER_KIND_SLA_BREACH date: '2026-10-22' amount: '500'");
  EXPECT_EQ(
      Tree(Tell("sla")),
      "LINE Stamp: Mail was down: -12.50 USD\n"
      "  PLAN A credit on seat <plans/alpha>\n"
      "  PRICE -12.50 USD: 12.5% of the 99.99 USD of seat; your plan of 1 Aug 2026 <plans/alpha>\n"
      "    ROUNDING exactly -12.49875 USD, rounded half away from zero to -12.50 USD by the rule "
      "of Msp <org>\n"
      "    COUNT s1 of desk: missed service level on 20 Oct 2026: Mail was down; recorded 2 Nov "
      "2026 12:00 UTC <usage/desk>\n"
      "  DEFINITION Stamp is item stamp of the catalog <items/stamp>\n"
      "  TAX VAT, 20%: the tax on what it is taken off\n"
      "    DEFINITION VAT is 20% <taxes/vat>\n");
  EXPECT_EQ(Find(Tell("sla.2"), v1::EXPLANATION_KIND_PRICE).text(),
            "-5.00 USD: 5.00 USD off the 99.99 USD of seat, as was recorded with what happened; "
            "your plan of 1 Aug 2026");
  EXPECT_THAT(Tree(Tell("sla.3")),
              HasSubstr("ROUNDING No more is taken off than is left, -82.49 USD"));
}

}  // namespace
}  // namespace tally
