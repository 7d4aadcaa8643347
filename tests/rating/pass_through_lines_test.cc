#include "ledger/rating/pass_through_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/refusal.h"
#include "support/month.h"
#include "support/printed.h"
#include "support/usage.h"

namespace tally {
namespace {

constexpr char kLaptop[] =
    "kind: CHARGE_KIND_HARDWARE description: 'Laptop' quantity: '2' unit_cost: '899.99' "
    "cost_currency: 'USD'";
constexpr char kTrain[] =
    "kind: CHARGE_KIND_EXPENSE description: 'Train' quantity: '1' unit_cost: '41.10' "
    "cost_currency: 'USD'";

// A line `id` for untaxed costs, with the other fields that are given.
std::string Costs(absl::string_view kind, absl::string_view fields = "",
                  absl::string_view id = "costs") {
  return absl::StrCat("lines { line_id: '", id, "' item_id: 'stamp' pass_through { kind: ", kind,
                      " } ", fields, " } ");
}

// The month's lines with what is printed of them.
std::string Bill(const Month& month) {
  std::string text;
  const v1::DraftContent content = month.Draft();
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", rated.line().description(), ", ",
                    Printed(rated.line()), Printed(rated.flags()));
  }
  return text;
}

TEST(RatePassThrough, HasALineForEachCost) {
  Month month;
  month.SetPlan(Costs("CHARGE_KIND_ANY"));
  Usage usage(month);
  usage.Buy("2026-10-31", kTrain);
  usage.Buy("2026-10-01", kLaptop);
  usage.Buy("2026-10-01",
            "kind: CHARGE_KIND_EXPENSE quantity: '0.333' unit_cost: '3.005' "
            "cost_currency: 'USD'");
  EXPECT_EQ(Bill(month),
            "Stamp: Laptop, costs 2 x 899.99 = 1799.98\n"
            "Stamp, costs.2 0.333 x 3.005 = 1.00\n"
            "Stamp: Train, costs.3 1 x 41.1 = 41.10");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'costs.2' plan_line_id: 'costs' entries { "
                                     "  source_id: 'desk' entry_id: 'e3' position: 3 "
                                     "  quantity: '0.333' }"),
                     month.Draft().lines(1).line()));
}

TEST(RatePassThrough, BillsTheCostsOfItsKindAndDays) {
  struct Row {
    const char* kind;
    const char* bill;
  };
  const Row rows[] = {
      {"CHARGE_KIND_UNSPECIFIED",
       "Stamp: Laptop, costs 2 x 899.99 = 1799.98\nStamp: Train, costs.2 1 x 41.1 = 41.10"},
      {"CHARGE_KIND_HARDWARE", "Stamp: Laptop, costs 2 x 899.99 = 1799.98"},
      {"CHARGE_KIND_EXPENSE", "Stamp: Train, costs 1 x 41.1 = 41.10"},
  };
  for (const auto& [kind, bill] : rows) {
    Month month;
    month.SetPlan(Costs(kind));
    EXPECT_EQ(Bill(month), "");
    Usage usage(month);
    usage.Buy("2026-10-05", kLaptop);
    usage.Buy("2026-10-06", kTrain);
    usage.Buy("2026-09-30", kLaptop);
    usage.Buy("2026-11-01", kTrain);
    EXPECT_EQ(Bill(month), bill) << kind;
  }
}

TEST(RatePassThrough, BillsEachCostByTheFirstLineThatTakesIt) {
  Month month;
  month.SetPlan(Costs("CHARGE_KIND_HARDWARE", "vendor { markup_percent: '10' }", "hardware") +
                Costs("CHARGE_KIND_ANY"));
  Usage usage(month);
  usage.Buy("2026-10-05", kLaptop);
  usage.Buy("2026-10-06", kTrain);
  EXPECT_EQ(Bill(month),
            "Stamp: Laptop, hardware 2 x 989.99 = 1979.98\n"
            "Stamp: Train, costs 1 x 41.1 = 41.10");
}

TEST(RatePassThrough, AddsAMarkupOrAMargin) {
  struct Row {
    const char* price;
    const char* bill;
  };
  const Row rows[] = {
      {"", "costs 2 x 899.99 = 1799.98"},
      {"vendor { markup_percent: '0' }", "costs 2 x 899.99 = 1799.98"},
      {"vendor { markup_percent: '12.5' }", "costs 2 x 1012.49 = 2024.98"},
      {"vendor { markup_percent: '12.5' exact: true }", "costs 2 x 1012.48875 = 2024.98"},
      {"vendor { margin_percent: '20' }", "costs 2 x 1124.99 = 2249.98"},
      {"vendor { markup_percent: '10' floor: '1000' }", "costs 2 x 1000 = 2000.00"},
  };
  for (const auto& [price, bill] : rows) {
    Month month;
    month.SetPlan(Costs("CHARGE_KIND_ANY", price));
    Usage(month).Buy("2026-10-05", kLaptop);
    EXPECT_EQ(Printed(month.Draft().lines(0).line()), bill) << price;
    EXPECT_EQ(month.Draft().lines(0).line().unit_cost(), "");
  }
}

TEST(RatePassThrough, GuardsTheMargin) {
  Month month;
  Usage(month).Buy("2026-10-05", kLaptop);
  month.SetPlan(
      Costs("CHARGE_KIND_ANY", "vendor { markup_percent: '20' } margin_guard_percent: '16.6'"));
  EXPECT_EQ(Bill(month), "Stamp: Laptop, costs 2 x 1079.99 = 2159.98");
  EXPECT_EQ(month.Draft().lines(0).line().unit_cost(), "899.99");
  month.plan.mutable_lines(0)->set_margin_guard_percent("20");
  EXPECT_EQ(Bill(month), "Stamp: Laptop, costs 2 x 1079.99 = 2159.98 [low_margin]");
}

TEST(RatePassThrough, ConvertsCostsAtTheRateOfTheirDay) {
  Month month;
  month.SetPlan(Costs("CHARGE_KIND_ANY", "vendor { markup_percent: '20' }"));
  Usage usage(month);
  usage.Rate("EUR", "1.1", "2026-09-20");
  usage.Rate("EUR", "1.2", "2026-10-06");
  constexpr char kDock[] =
      "description: 'Dock' quantity: '3' unit_cost: '100' cost_currency: 'EUR'";
  usage.Buy("2026-10-05", kDock);
  usage.Buy("2026-10-06", kDock);
  EXPECT_EQ(Bill(month),
            "Stamp: Dock, costs 3 x 132 = 396.00\n"
            "Stamp: Dock, costs.2 3 x 144 = 432.00");
  EXPECT_TRUE(IsSame(Parse<v1::ExchangeUse>("from_currency: 'EUR' to_currency: 'USD' rate: '1.1' "
                                            "date: '2026-09-20' source: 'ECB' position: 1"),
                     month.Draft().lines(0).line().exchange()));
}

TEST(RatePassThrough, FlagsACostWithoutAnExchangeRate) {
  Month month;
  month.SetPlan(Costs("CHARGE_KIND_ANY", "vendor { markup_percent: '20' }"));
  Usage usage(month);
  usage.Buy("2026-10-05",
            "description: 'Dock' quantity: '3' unit_cost: '100' cost_currency: 'EUR'");
  EXPECT_EQ(Bill(month), "Stamp: Dock, costs 3 x 0 = 0.00 [missing_exchange_rate! zero_price]");
  EXPECT_EQ(month.Draft().lines(0).flags(0).detail(),
            "one costs 100 EUR, but no exchange rate to USD is known for 2026-10-05");
  EXPECT_TRUE(IsBlocked(month.Draft()));

  // A person's price needs no rate.
  month.reviewed =
      Parse<v1::DraftContent>("lines { line { line_id: 'costs' } override { unit_price: '125' } }");
  EXPECT_EQ(Bill(month), "Stamp: Dock, costs 3 x 125 = 375.00");
}

TEST(RatePassThrough, PassesACostOnWholeInAPartOfAPeriod) {
  Month month;
  month.SetPlan(Costs("CHARGE_KIND_ANY", "proration: PRORATION_BY_DAY"));
  month.SetPlanFrom("2026-10-16", Costs("CHARGE_KIND_ANY",
                                        "proration: PRORATION_BY_DAY "
                                        "vendor { markup_percent: '10' }"));
  Usage usage(month);
  usage.Buy("2026-10-15", kTrain);
  usage.Buy("2026-10-16", kTrain);
  EXPECT_EQ(Bill(month),
            "Stamp: Train, costs 1 x 41.1 = 41.10\n"
            "Stamp: Train, costs.2 1 x 45.21 = 45.21");
}

TEST(RatePassThrough, RefusesWhatDoesNotFit) {
  struct Row {
    const char* quantity;
    const char* price;
  };
  for (const auto& [quantity, price] : {Row{"1000000000", "vendor { markup_percent: '900' }"},
                                        Row{"1", "vendor { margin_percent: '99.999999999' }"}}) {
    Month month;
    month.SetPlan(Costs("CHARGE_KIND_ANY", price));
    Usage(month).Buy("2026-10-15", absl::StrCat("quantity: '", quantity,
                                                "' unit_cost: '1000000000' cost_currency: 'USD'"));
    const auto refusal = RefusalOf(month.TryDraft().status());
    ASSERT_TRUE(refusal) << price;
    EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
    EXPECT_EQ(refusal->field(), "line costs");
  }
}

}  // namespace
}  // namespace tally
