#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/rating/adjustments.h"
#include "ledger/rating/new_line.h"
#include "support/month.h"
#include "support/printed.h"

namespace tally {
namespace {

constexpr char kHeldTen[] = "held { unit_price: '10' } ";

// A line for one `item` at `price`, with the other fields that are given.
std::string One(absl::string_view item, absl::string_view price, absl::string_view fields = "") {
  return absl::StrCat("lines { line_id: '", item, "' item_id: '", item,
                      "' fixed { quantity: '1' } held { unit_price: '", price, "' } ", fields,
                      " } ");
}

std::string Percent(absl::string_view percent, absl::string_view fields = "") {
  return absl::StrCat("discounts { name: 'Less' percent: '", percent, "' ", fields, " } ");
}

std::string Amount(absl::string_view amount, absl::string_view fields = "") {
  return absl::StrCat("discounts { name: 'Less' amount: '", amount, "' ", fields, " } ");
}

v1::DraftContent Bill(absl::string_view plan) {
  Month month;
  month.SetPlan(plan);
  return month.Draft();
}

std::string SpreadsOf(const v1::Line& line) {
  std::string text;
  for (const v1::Spread& spread : line.spreads()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", spread.line_id(), " ",
                    FormatAmount(spread.amount()));
  }
  return text;
}

// R05 of the worked examples: the line is rounded, then the discount on it.
TEST(TakeLineDiscounts, OfEverythingLeavesExactlyNothing) {
  const v1::DraftContent content = Bill(
      "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '2.25' } "
      "held { unit_price: '64.22' } " +
      Percent("100") + "}");
  EXPECT_EQ(Printed(content),
            "seat 2.25 x 64.22 = 144.50\n"
            "seat.discount 1 x -144.5 = -144.50\n"
            "vat 20% of 0.00 = 0.00\n"
            "0.00 + 0.00 = 0.00 USD\n");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'seat.discount' plan_line_id: 'seat' "
                                     "part: LINE_PART_DISCOUNT item_id: 'seat' "
                                     "description: 'Less' tax_id: 'vat'"),
                     content.lines(1).line()));
}

// T10 of the worked examples, on the line and on the document.
TEST(TakeLineDiscounts, TakesTaxWithItUnlessItIsAfterTax) {
  const auto totals = [](const std::string& plan) {
    Month month;
    month.customer.set_tax_id("ten");
    month.SetTax("tax_id: 'ten' name: 'Ten' rate_percent: '10'");
    month.SetPlan(plan);
    return PrintedTotals(month.Draft());
  };
  const std::string before = "ten 10% of 8.00 = 0.80\n8.00 + 0.80 = 8.80 USD\n";
  const std::string after =
      "ten 10% of 10.00 = 1.00\nuntaxed 0% of -2.00 = 0.00\n8.00 + 1.00 = 9.00 USD\n";
  const std::string after_tax = Amount("2", "tax: DISCOUNT_TAX_AFTER");
  EXPECT_EQ(totals(One("seat", "10", Amount("2"))), before);
  EXPECT_EQ(totals(One("seat", "10", Amount("2", "tax: DISCOUNT_TAX_BEFORE"))), before);
  EXPECT_EQ(totals(One("seat", "10", after_tax)), after);
  EXPECT_EQ(totals(One("seat", "10") + Amount("2")), before);
  EXPECT_EQ(totals(One("seat", "10") + after_tax), after);
}

TEST(TakeLineDiscounts, TakesOneAfterTheOtherAndNeverMoreThanIsLeft) {
  EXPECT_EQ(Printed(Bill(
                One("stamp", "100", Percent("10") + Percent("10") + Amount("100") + Percent("50")) +
                One("book", "0.01", Percent("10")))),
            "stamp 1 x 100 = 100.00\n"
            "stamp.discount 1 x -10 = -10.00\n"
            "stamp.discount-2 1 x -9 = -9.00\n"
            "stamp.discount-3 1 x -81 = -81.00\n"
            "book 1 x 0.01 = 0.01\n"
            "untaxed 0% of 0.00 = 0.00\n"
            "low 5% of 0.01 = 0.00\n"
            "0.01 + 0.00 = 0.01 USD\n");
}

// The second discount keeps its id in a month in which the first takes nothing.
TEST(TakeLineDiscounts, AreNumberedAsInThePlan) {
  const v1::DraftContent content = Bill(One("stamp", "0.01", Percent("10") + Amount("5")));
  ASSERT_EQ(content.lines_size(), 2);
  EXPECT_EQ(Printed(content.lines(1).line()), "stamp.discount-2 1 x -0.01 = -0.01");
}

TEST(TakeLineDiscounts, TakesAPercentageOffTheOverageToo) {
  Month month;
  month.SetPlan(
      "lines { line_id: 'seat' item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '4' } "
      "included { quantity: '25' unit_price: '5' } " +
      Percent("10") + Amount("1") + "}");
  month.CountSeats("2026-10-31T22:00:00Z", "31");
  EXPECT_EQ(Printed(month.Draft()),
            "seat 25 x 4 = 100.00\n"
            "seat.discount 1 x -10 = -10.00\n"
            "seat.discount-2 1 x -1 = -1.00\n"
            "seat.overage 6 x 5 = 30.00\n"
            "seat.overage.discount 1 x -3 = -3.00\n"
            "vat 20% of 116.00 = 23.20\n"
            "116.00 + 23.20 = 139.20 USD\n");
}

TEST(TakeLineDiscounts, TakesAFixedAmountOnceAPeriod) {
  Month month;
  const auto plan = [](absl::string_view price, absl::string_view fields) {
    return absl::StrCat("lines { line_id: 'seat' item_id: 'stamp' fixed { quantity: '1' } ",
                        "held { unit_price: '", price, "' } ", fields, Amount("20"), "}");
  };
  // Two parts of one period: what the first cannot bear is taken off the second.
  month.SetPlan(plan("31", "proration: PRORATION_BY_DAY "));
  month.SetPlanFrom("2026-10-11", plan("62", "proration: PRORATION_BY_DAY "));
  EXPECT_EQ(Printed(month.Draft()),
            "seat 1 x 31 = 10.00\n"
            "seat.discount 1 x -10 = -10.00\n"
            "seat.2 1 x 62 = 42.00\n"
            "seat.2.discount 1 x -10 = -10.00\n"
            "untaxed 0% of 32.00 = 0.00\n"
            "32.00 + 0.00 = 32.00 USD\n");

  // Periods of two weeks, from a Monday on: each has its own.
  month.later_plans.clear();
  month.SetPlan(plan("100", "cadence { weeks: 2 anchor: '2026-09-28' } "));
  EXPECT_EQ(FormatAmount(month.Draft().totals().net()), "160.00");
}

// What was billed in advance with a discount is credited with it.
TEST(TakeLineDiscounts, GivesCorrectionsTheSamePercentage) {
  const std::string plan =
      "lines { line_id: 'seat' item_id: 'stamp' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_START } " +
      std::string(kHeldTen) +
      "cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_BY_DAY " +
      Percent("50") + Amount("7") + "}";
  Month month;
  month.SetPlan(plan);
  month.month = absl::CivilMonth(2026, 9);
  month.CountSeats("2026-08-30T00:00:00Z", "10");
  v1::Draft september;
  *september.mutable_content() = month.Draft();
  ASSERT_EQ(september.content().lines_size() % 3, 0);
  month.books().drafts.Put("msp", "2026-09", "alpha", september);

  month.month = absl::CivilMonth(2026, 10);
  month.CountSeats("2026-10-01T10:00:00Z", "8");
  const v1::DraftContent october = month.Draft();
  std::string corrections;
  for (const v1::DraftLine& rated : october.lines()) {
    if (absl::StrContains(rated.line().line_id(), "unused")) {
      absl::StrAppend(&corrections, Printed(rated.line()), "\n");
    }
  }
  EXPECT_EQ(corrections,
            "seat.unused -2 x 10 = -20.00\n"
            "seat.unused.discount 1 x 10 = 10.00\n");
}

TEST(TakeLineDiscounts, CanBeChangedByAPerson) {
  Month month;
  month.SetPlan(One("stamp", "100", Percent("10") + Percent("10")));
  month.reviewed = month.Draft();
  *month.reviewed->mutable_lines(1)->mutable_override() =
      Parse<v1::LineOverride>("unit_price: '20' reason: 'r' actor: 'ann'");
  EXPECT_EQ(Printed(month.Draft().lines(1).line()), "stamp.discount 1 x -20 = -20.00");
  EXPECT_EQ(Printed(month.Draft().lines(2).line()), "stamp.discount-2 1 x -8 = -8.00");
  EXPECT_EQ(month.Draft().lines(1).override().actor(), "ann");
  *month.reviewed->mutable_lines(1)->mutable_override() =
      Parse<v1::LineOverride>("quantity: '0' reason: 'r' actor: 'ann'");
  EXPECT_EQ(FormatAmount(month.Draft().totals().net()), "90.00");
}

TEST(TakeLineDiscounts, TakesOffPricesThatIncludeTax) {
  const std::string plan =
      "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '1' } "
      "held { unit_price: '120' } price_includes_tax: true ";
  EXPECT_EQ(PrintedTotals(Bill(plan + Percent("50") + "}")),
            "vat 20% included with 50.00 = 10.00\n50.00 + 10.00 = 60.00 USD\n");
  EXPECT_EQ(PrintedTotals(Bill(plan + "} " + Percent("50"))),
            "vat 20% included with 50.00 = 10.00\n50.00 + 10.00 = 60.00 USD\n");
  EXPECT_EQ(PrintedTotals(Bill(plan + Amount("60", "tax: DISCOUNT_TAX_AFTER") + "}")),
            "vat 20% included with 100.00 = 20.00\nuntaxed 0% of -60.00 = 0.00\n"
            "40.00 + 20.00 = 60.00 USD\n");
}

TEST(TakeDocumentDiscounts, SpreadsOverTheLinesWithALineForEachTax) {
  const v1::DraftContent content =
      Bill(One("seat", "1") + One("book", "1") + One("device", "1") + Amount("1") + Percent("50"));
  EXPECT_EQ(Printed(content),
            "seat 1 x 1 = 1.00\n"
            "book 1 x 1 = 1.00\n"
            "device 1 x 1 = 1.00\n"
            "discount 1 x -0.67 = -0.67\n"
            "discount-2 1 x -0.33 = -0.33\n"
            "discount-3 1 x -0.66 = -0.66\n"
            "discount-4 1 x -0.34 = -0.34\n"
            "vat 20% of 0.67 = 0.13\n"
            "low 5% of 0.33 = 0.02\n"
            "1.00 + 0.15 = 1.15 USD\n");
  EXPECT_EQ(SpreadsOf(content.lines(3).line()), "seat -0.34, device -0.33");
  EXPECT_EQ(SpreadsOf(content.lines(4).line()), "book -0.33");
  EXPECT_EQ(SpreadsOf(content.lines(5).line()), "seat -0.33, device -0.33");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'discount' part: LINE_PART_DISCOUNT "
                                     "description: 'Less' tax_id: 'vat'"),
                     content.lines(3).line()));
}

TEST(TakeDocumentDiscounts, TakesNothingOffALineThatHasNothingLeft) {
  const v1::DraftContent content =
      Bill(One("seat", "100", Percent("100")) + One("book", "50") + Percent("10"));
  EXPECT_EQ(SpreadsOf(content.lines(3).line()), "book -5.00");
  EXPECT_EQ(PrintedTotals(content),
            "vat 20% of 0.00 = 0.00\nlow 5% of 45.00 = 2.25\n45.00 + 2.25 = 47.25 USD\n");
}

TEST(TakeDocumentDiscounts, NeverTakesMoreThanThereIs) {
  EXPECT_EQ(Printed(Bill(One("stamp", "5") + Amount("7") + Amount("7") + Percent("50"))),
            "stamp 1 x 5 = 5.00\n"
            "discount 1 x -5 = -5.00\n"
            "untaxed 0% of 0.00 = 0.00\n"
            "0.00 + 0.00 = 0.00 USD\n");
  EXPECT_EQ(FormatAmount(Bill(One("stamp", "5") + Percent("300")).totals().net()), "0.00");
  EXPECT_EQ(Bill(Amount("7")).lines_size(), 0);
}

TEST(TakeDocumentDiscounts, AreAPercentageOfWhatIsBilledBeforeTax) {
  // A voucher on the line does not make the trade discount smaller, but nothing is left for all.
  const std::string voucher = Amount("60", "tax: DISCOUNT_TAX_AFTER");
  EXPECT_EQ(Printed(Bill(One("seat", "100", voucher) + Percent("10") + Percent("50"))),
            "seat 1 x 100 = 100.00\n"
            "seat.discount 1 x -60 = -60.00\n"
            "discount 1 x -10 = -10.00\n"
            "discount-2 1 x -30 = -30.00\n"
            "vat 20% of 60.00 = 12.00\n"
            "untaxed 0% of -60.00 = 0.00\n"
            "0.00 + 12.00 = 12.00 USD\n");
  EXPECT_EQ(Printed(Bill(One("seat", "100") + One("stamp", "100") +
                         Percent("10", "tax: DISCOUNT_TAX_AFTER") + Percent("10"))),
            "seat 1 x 100 = 100.00\n"
            "stamp 1 x 100 = 100.00\n"
            "discount 1 x -20 = -20.00\n"
            "discount-2 1 x -10 = -10.00\n"
            "discount-3 1 x -10 = -10.00\n"
            "vat 20% of 90.00 = 18.00\n"
            "untaxed 0% of 70.00 = 0.00\n"
            "160.00 + 18.00 = 178.00 USD\n");
}

TEST(TakeDocumentDiscounts, HaveIdsThatNoLineHas) {
  const v1::DraftContent content =
      Bill("lines { line_id: 'discount' item_id: 'stamp' fixed { quantity: '1' } " +
           std::string(kHeldTen) + "} " + Amount("1") + Amount("1"));
  EXPECT_EQ(content.lines(1).line().line_id(), "discount-2");
  EXPECT_EQ(content.lines(2).line().line_id(), "discount-3");
}

TEST(TakeDocumentDiscounts, AreThoseOfThePlanOnTheFirstDay) {
  Month month;
  month.SetPlan(One("stamp", "100") + Amount("1"));
  month.SetPlanFrom("2026-10-02", One("stamp", "100") + Amount("2"));
  EXPECT_EQ(FormatAmount(month.Draft().totals().net()), "99.00");
  month.later_plans.clear();
  month.SetPlanFrom("2026-10-01", One("stamp", "100") + Amount("2"));
  EXPECT_EQ(FormatAmount(month.Draft().totals().net()), "98.00");
}

TEST(TakeDocumentDiscounts, AreSpreadAgainIfAPersonChangesThem) {
  Month month;
  month.SetPlan(One("seat", "10") + One("device", "20") + Amount("3"));
  month.reviewed = month.Draft();
  v1::LineOverride& changed = *month.reviewed->mutable_lines(2)->mutable_override();
  changed = Parse<v1::LineOverride>("unit_price: '6' reason: 'r' actor: 'ann'");
  EXPECT_EQ(SpreadsOf(month.Draft().lines(2).line()), "seat -2.00, device -4.00");
  changed = Parse<v1::LineOverride>("quantity: '0' reason: 'r' actor: 'ann'");
  EXPECT_EQ(SpreadsOf(month.Draft().lines(2).line()), "");
  EXPECT_EQ(FormatAmount(month.Draft().totals().net()), "30.00");
}

TEST(TakeDocumentDiscounts, RefusesWhatDoesNotFit) {
  Month month;
  const std::string line =
      "item_id: 'stamp' fixed { quantity: '90000000' } "
      "held { unit_price: '1000000000' } } ";
  month.SetPlan("lines { line_id: 'a' " + line + "lines { line_id: 'b' " + line + Amount("1"));
  const auto content = month.TryDraft();
  ASSERT_FALSE(content.ok());
  EXPECT_EQ(RefusalOf(content.status())->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
}

std::string NumberOf(int64_t units, int places) {
  return Decimal::FromParts(units, places)->ToString();
}

rc::Gen<std::string> AnyDiscount() {
  return rc::gen::exec([] {
    const std::string tax = *rc::gen::element(std::string(), std::string("DISCOUNT_TAX_AFTER"));
    const std::string fields = tax.empty() ? "" : "tax: " + tax;
    if (*rc::gen::arbitrary<bool>()) {
      return Percent(NumberOf(*rc::gen::inRange<int64_t>(0, 1'200'000), 4), fields);
    }
    return Amount(NumberOf(*rc::gen::inRange<int64_t>(0, 30'000'000), 6), fields);
  });
}

rc::Gen<std::string> AnyDiscounts() {
  return rc::gen::exec([] {
    std::string all;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) all += *AnyDiscount();
    return all;
  });
}

rc::Gen<std::string> AnyPlan() {
  return rc::gen::exec([] {
    std::string plan;
    for (const char* item : {"seat", "device", "book", "stamp"}) {
      const std::string tax = *rc::gen::element("", "price_includes_tax: true ");
      plan += One(item, NumberOf(*rc::gen::inRange<int64_t>(0, 500'000), 4), tax + *AnyDiscounts());
    }
    return plan + *AnyDiscounts();
  });
}

RC_GTEST_PROP(TakeDocumentDiscounts, SpreadsAddUpAndNothingFallsBelowZero, ()) {
  const v1::DraftContent content = Bill(*AnyPlan());
  std::map<std::string, int64_t> left;
  int64_t total = 0;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    const int64_t amount = PricedAmount(line).minor_units();
    total += amount;
    if (line.part() == v1::LINE_PART_UNSPECIFIED) left[line.line_id()] = amount;
    if (line.part() == v1::LINE_PART_DISCOUNT) RC_ASSERT(amount < 0);
    if (!line.plan_line_id().empty()) left[line.plan_line_id()] += amount;
    int64_t spread = 0;
    for (const v1::Spread& part : line.spreads()) {
      spread += part.amount().minor_units();
      left[part.line_id()] += part.amount().minor_units();
    }
    if (line.plan_line_id().empty() && line.part() == v1::LINE_PART_DISCOUNT) {
      RC_ASSERT(spread == amount);
    }
    for (const auto& [line_id, of_line] : left) RC_ASSERT(of_line >= 0);
  }
  RC_ASSERT(total >= 0);
}

}  // namespace
}  // namespace tally
