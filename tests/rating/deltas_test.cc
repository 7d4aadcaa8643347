#include "ledger/rating/deltas.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/money/decimal.h"
#include "support/month.h"
#include "support/printed.h"
#include "support/usage.h"

namespace tally {
namespace {

// October with `now`, after a September with `before`.
v1::DraftContent After(absl::string_view before, absl::string_view now) {
  Month september;
  september.SetPlan(before);
  Month october;
  october.SetPlan(now);
  october.ComesAfter(september.Draft());
  return october.Draft();
}

std::string InWords(const v1::Delta& delta) {
  return absl::StrCat(delta.previous_quantity(), " x ", delta.previous_unit_price(), " = ",
                      FormatAmount(delta.previous_amount()), ", ", FormatAmount(delta.change()),
                      " = quantity ", FormatAmount(delta.quantity_effect()), " + price ",
                      FormatAmount(delta.price_effect()));
}

TEST(CompareWithPrevious, SplitsAChangeInItsCauses) {
  struct Row {
    std::string before;
    std::string now;
    const char* delta;
  };
  const Row rows[] = {
      // X03 of the worked examples.
      {Fixed("seat", "17", "12.50"), Fixed("seat", "18", "13"),
       "17 x 12.5 = 212.50, 21.50 = quantity 12.50 + price 9.00"},
      {Fixed("seat", "18", "12.50"), Fixed("seat", "18", "12.50"),
       "18 x 12.5 = 225.00, 0.00 = quantity 0.00 + price 0.00"},
      {Fixed("seat", "18", "13"), Fixed("seat", "17", "12.50"),
       "18 x 13 = 234.00, -21.50 = quantity -13.00 + price -8.50"},
      {Fixed("seat", "18", "13"), Fixed("seat", "0", "13"),
       "18 x 13 = 234.00, -234.00 = quantity -234.00 + price 0.00"},
      // Each amount is rounded: 0.333 x 3 and 0.333 x 4.
      {Fixed("seat", "3", "0.333"), Fixed("seat", "4", "0.333"),
       "3 x 0.333 = 1.00, 0.33 = quantity 0.33 + price 0.00"},
      {Fixed("book", "1", "5"), Fixed("seat", "2", "3"),
       "0 x 0 = 0.00, 6.00 = quantity 6.00 + price 0.00"},
  };
  for (const auto& [before, now, delta] : rows) {
    EXPECT_EQ(InWords(After(before, now).lines(0).delta()), delta);
  }
}

// The change of a line that is there in both months.
std::string ChangeOf(absl::string_view line_id, const v1::DraftContent& content) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().line_id() != line_id) continue;
    return absl::StrCat(InWords(rated.delta()), Printed(rated.flags()));
  }
  return "not there";
}

TEST(CompareWithPrevious, SplitsTheChangeOfAnAverageOfTiers) {
  const auto seats = [](absl::string_view quantity, absl::string_view above) {
    return absl::StrCat("lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '", quantity,
                        "' } tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '10' "
                        "  unit_price: '10' } tiers { unit_price: '",
                        above, "' } } } ");
  };
  // 12 cost 116 or 9.666667 each; 14 more would cost 135.33, and cost 112 because they are cheaper.
  EXPECT_EQ(ChangeOf("seat", After(seats("12", "8"), seats("26", "8"))),
            "12 x 9.666667 = 116.00, 112.00 = quantity 135.33 + price -23.33 [quantity_jump]");
  EXPECT_EQ(ChangeOf("seat", After(seats("12", "8"), seats("13", "8"))),
            "12 x 9.666667 = 116.00, 8.00 = quantity 9.67 + price -1.67");
  EXPECT_EQ(ChangeOf("seat", After(seats("12", "8"), seats("12", "9"))),
            "12 x 9.666667 = 116.00, 2.00 = quantity 0.00 + price 2.00 [price_change]");
}

// Half a month of ten is five: the part of a period is a matter of quantity.
TEST(CompareWithPrevious, TakesTheShareOfAPeriodAsQuantity) {
  const std::string seats =
      "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '10' } "
      "held { unit_price: '6.20' } proration: PRORATION_BY_DAY } ";
  Month september;
  september.SetPlan(seats);
  Month october;
  october.SetPlan(seats);
  october.SetPlanFrom("2026-10-11", "");
  october.ComesAfter(september.Draft());
  EXPECT_EQ(ChangeOf("seat", october.Draft()),
            "10 x 6.2 = 62.00, -42.00 = quantity -42.00 + price 0.00");
}

TEST(CompareWithPrevious, TakesWhatIsAddedOrTakenOffAsItIs) {
  const auto plan = [](absl::string_view seats) {
    return absl::StrCat(
        "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '", seats,
        "' } held { unit_price: '10' } discounts { name: 'Less' percent: '10' } } "
        "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM item_id: 'seat' "
        "  amount: '1000' } "
        "discounts { name: 'Less' percent: '50' } ");
  };
  const v1::DraftContent content = After(plan("10"), plan("20"));
  EXPECT_EQ(ChangeOf("seat.discount", content),
            "1 x -10 = -10.00, -10.00 = quantity 0.00 + price -10.00");
  EXPECT_EQ(ChangeOf("least", content), "1 x 910 = 910.00, -90.00 = quantity 0.00 + price -90.00");
  EXPECT_EQ(ChangeOf("discount", content), "1 x -500 = -500.00, 0.00 = quantity 0.00 + price 0.00");
  EXPECT_EQ(FormatAmount(content.change()), "0.00");
}

TEST(CompareWithPrevious, SplitsChangesBeforeTaxWherePricesIncludeIt) {
  const auto seats = [](absl::string_view quantity, absl::string_view price) {
    return absl::StrCat("lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '", quantity,
                        "' } held { unit_price: '", price, "' } price_includes_tax: true } ");
  };
  EXPECT_EQ(ChangeOf("seat", After(seats("10", "12"), seats("11", "13.2"))),
            "10 x 12 = 100.00, 21.00 = quantity 10.00 + price 11.00 [price_change]");
}

TEST(CompareWithPrevious, DoesNotFlagThePriceOfWhatHappensOnce) {
  Month september;
  Month october;
  for (Month* month : {&september, &october}) {
    month->SetPlan(
        "lines { line_id: 'deal' item_id: 'stamp' held { unit_price: '1' } "
        "  triggered { kind: TRIGGER_KIND_DEAL } } ");
    Usage(*month).Happen("2026-10-05", month == &october ? "kind: TRIGGER_KIND_DEAL amount: '900'"
                                                         : "kind: TRIGGER_KIND_DEAL amount: '200'");
  }
  october.ComesAfter(september.Draft());
  EXPECT_EQ(ChangeOf("deal", october.Draft()),
            "1 x 200 = 200.00, 700.00 = quantity 0.00 + price 700.00");
}

TEST(CompareWithPrevious, FlagsWhatChanged) {
  struct Row {
    std::string before;
    std::string now;
    const char* flags;
  };
  const Row rows[] = {
      // By default: at least 25 % and at least 3 units.
      {Fixed("seat", "12", "1"), Fixed("seat", "15", "1"), " [quantity_jump]"},
      {Fixed("seat", "12", "1"), Fixed("seat", "14.999999", "1"), ""},
      {Fixed("seat", "13", "1"), Fixed("seat", "16", "1"), ""},
      {Fixed("seat", "4", "1"), Fixed("seat", "6", "1"), ""},
      {Fixed("seat", "20", "1"), Fixed("seat", "15", "1"), " [quantity_jump]"},
      {Fixed("seat", "20", "1"), Fixed("seat", "15.000001", "1"), ""},
      {Fixed("seat", "0", "1"), Fixed("seat", "3", "1"), " [quantity_jump]"},
      {Fixed("seat", "3", "1"), Fixed("seat", "0", "1"), " [quantity_jump]"},
      {Fixed("seat", "1", "1"), Fixed("seat", "1", "1.000000000001"), " [price_change]"},
      {Fixed("seat", "1", "1.50"), Fixed("seat", "1", "1.5"), ""},
      {Fixed("seat", "1", "1"), Fixed("seat", "9", "2"), " [quantity_jump price_change]"},
      {Fixed("book", "1", "1"), Fixed("seat", "9", "2"), " [new_line]"},
  };
  for (const auto& [before, now, flags] : rows) {
    const v1::DraftLine rated = After(before, now).lines(0);
    EXPECT_EQ(Printed(rated.flags()), flags) << before << now;
    for (const v1::Flag& flag : rated.flags()) EXPECT_FALSE(flag.blocks());
  }
}

TEST(CompareWithPrevious, FlagsJumpsByTheLimitsOfTheOrg) {
  Month september;
  september.SetPlan(Fixed("seat", "100", "1"));
  Month october;
  october.SetPlan(Fixed("seat", "101", "1"));
  october.ComesAfter(september.Draft());
  october.org.mutable_review()->set_quantity_jump_percent("1");
  october.org.mutable_review()->set_quantity_jump_units("1");
  EXPECT_EQ(Printed(october.Draft().lines(0).flags()), " [quantity_jump]");
  EXPECT_EQ(october.Draft().lines(0).flags(0).detail(), "from 100 to 101");
  october.org.mutable_review()->set_quantity_jump_percent("1.000001");
  EXPECT_EQ(Printed(october.Draft().lines(0).flags()), "");

  // With no limit at all, what did not change still is no jump.
  october.org.mutable_review()->set_quantity_jump_percent("0");
  october.org.mutable_review()->set_quantity_jump_units("0");
  october.SetPlan(Fixed("seat", "100", "1"));
  EXPECT_EQ(Printed(october.Draft().lines(0).flags()), "");
}

TEST(CompareWithPrevious, NamesTheLinesThatVanished) {
  const v1::DraftContent content =
      After(Fixed("stamp", "1", "2") + Fixed("seat", "2", "3") + Fixed("book", "1", "5"),
            Fixed("seat", "2", "4"));
  EXPECT_EQ(Printed(content),
            "seat 2 x 4 = 8.00 [price_change]\n"
            "gone book -5.00\n"
            "gone stamp -2.00\n"
            "vat 20% of 8.00 = 1.60\n"
            "8.00 + 1.60 = 9.60 USD\n");
  EXPECT_EQ(FormatAmount(content.previous_net()), "13.00");
  EXPECT_EQ(FormatAmount(content.change()), "-5.00");
}

// All is new for a customer that was not billed when the month before was run.
TEST(CompareWithPrevious, ComparesANewCustomerWithNothing) {
  Month month;
  month.SetPlan(Fixed("seat", "2", "3"));
  month.previous_month_was_run = true;
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [new_line]");
  EXPECT_EQ(FormatAmount(month.Draft().previous_net()), "0.00");
  EXPECT_EQ(FormatAmount(month.Draft().change()), "6.00");
}

TEST(CompareWithPrevious, ComparesTheFirstMonthWithNoMonth) {
  Month month;
  month.SetPlan(Fixed("seat", "2", "3"));
  const v1::DraftContent content = month.Draft();
  EXPECT_EQ(content.lines(0).flags_size(), 0);
  EXPECT_FALSE(content.lines(0).has_delta());
  EXPECT_FALSE(content.has_previous_net());
  EXPECT_FALSE(content.has_change());
}

rc::Gen<std::string> AnyNumber(int64_t max_units, int places) {
  return rc::gen::map(rc::gen::inRange<int64_t>(0, max_units), [places](int64_t units) {
    return Decimal::FromParts(units, places)->ToString();
  });
}

// Some of five lines with any quantity and price.
rc::Gen<std::string> AnyLines() {
  const auto line = rc::gen::pair(AnyNumber(3'000'000, 3), AnyNumber(500'000, 4));
  return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, std::string>>>(4, line),
                      [](const auto& numbers) {
                        const char* items[] = {"seat", "device", "book", "stamp"};
                        std::string lines;
                        for (size_t i = 0; i < numbers.size(); ++i) {
                          // Without a quantity the line is not there.
                          if (numbers[i].first.back() % 3 == 0) continue;
                          lines += Fixed(items[i], numbers[i].first, numbers[i].second);
                        }
                        return lines;
                      });
}

RC_GTEST_PROP(CompareWithPrevious, EffectsAddUpToTheChange, ()) {
  const v1::DraftContent content = After(*AnyLines(), *AnyLines());
  int64_t sum = 0;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Delta& delta = rated.delta();
    RC_ASSERT(delta.quantity_effect().minor_units() + delta.price_effect().minor_units() ==
              delta.change().minor_units());
    RC_ASSERT(delta.previous_amount().minor_units() + delta.change().minor_units() ==
              rated.line().amount().minor_units());
    sum += delta.change().minor_units();
  }
  for (const v1::VanishedLine& vanished : content.vanished_lines()) {
    RC_ASSERT(vanished.change().minor_units() == -vanished.line().amount().minor_units());
    sum += vanished.change().minor_units();
  }
  RC_ASSERT(sum == content.change().minor_units());
  RC_ASSERT(content.previous_net().minor_units() + sum == content.totals().net().minor_units());
}

// Without a change of price there is no effect of the price but the rounding of two amounts.
RC_GTEST_PROP(CompareWithPrevious, OnlyWhatChangedHasAnEffect, ()) {
  const std::string price = *AnyNumber(500'000, 4);
  const std::string quantity = *AnyNumber(3'000'000, 3);
  const std::string other = *AnyNumber(3'000'000, 3);
  const v1::Delta by_quantity =
      After(Fixed("seat", other, price), Fixed("seat", quantity, price)).lines(0).delta();
  RC_ASSERT(std::abs(by_quantity.price_effect().minor_units()) <= 1);
  const v1::Delta by_price =
      After(Fixed("seat", quantity, price), Fixed("seat", quantity, other)).lines(0).delta();
  RC_ASSERT(by_price.quantity_effect().minor_units() == 0);
}

RC_GTEST_PROP(MakeDraft, PrintsTotalsThatAddUp, ()) {
  const v1::DraftContent content = After(*AnyLines(), *AnyLines());
  int64_t net = 0;
  for (const v1::DraftLine& rated : content.lines()) net += rated.line().amount().minor_units();
  int64_t taxable = 0;
  int64_t tax = 0;
  for (const v1::TaxGroup& group : content.tax_groups()) {
    taxable += group.taxable().minor_units();
    tax += group.tax().minor_units();
  }
  const v1::Totals& totals = content.totals();
  RC_ASSERT(totals.net().minor_units() == net);
  RC_ASSERT(totals.net().minor_units() == taxable);
  RC_ASSERT(totals.tax().minor_units() == tax);
  RC_ASSERT(totals.total().minor_units() == net + tax);
}

}  // namespace
}  // namespace tally
