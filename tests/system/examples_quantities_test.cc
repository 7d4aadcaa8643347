// The worked examples on quantities, tiers, commitments and prices (U), and P21, X13.

#include <gtest/gtest.h>

#include <string>

#include "ledger/money/money.h"
#include "system/support/story.h"

namespace tally {
namespace {

class QuantityExample : public Story {
 protected:
  QuantityExample() {
    DefineMsp();
    DefineCustomer("alpha");
    Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'psa' kind: 'halopsa' }");
  }

  // A line `use` for what shop counted of SEAT, which is not taxed, at a price in text format.
  static std::string Use(absl::string_view rule, absl::string_view price,
                         absl::string_view counted = "") {
    return absl::StrCat("lines { line_id: 'use' item_id: 'stamp' counted { source_id: 'shop' ",
                        "meter: 'SEAT' rule: QUANTITY_RULE_", rule, " ", counted, " } ", price,
                        " } ");
  }

  v1::DraftContent Preview(absl::string_view month) {
    const auto parts = Do<v1::PreviewRun>(
        absl::StrCat("org_id: 'msp' month: '", month, "' customer_ids: 'alpha'"));
    if (parts.empty() || parts[0].drafts().empty()) {
      ADD_FAILURE() << "no draft";
      return {};
    }
    return parts[0].drafts(0).content();
  }

  v1::DraftContent Bill(absl::string_view month) {
    Run(month);
    return Draft("alpha", month).content();
  }

  // Lines as `id quantity x price = amount`, and what they come to.
  static std::string Told(const v1::DraftContent& content) {
    std::string told;
    for (const v1::DraftLine& rated : content.lines()) {
      absl::StrAppend(&told, rated.line().line_id(), " ", rated.line().quantity(), " x ",
                      rated.line().unit_price(), " = ", FormatAmount(rated.line().amount()), "\n");
    }
    return absl::StrCat(told, FormatAmount(content.totals().net()));
  }

  // What `quantity` costs at a price in text format.
  std::string Priced(absl::string_view quantity, absl::string_view price) {
    SetPlan("alpha", absl::StrCat("lines { line_id: 'use' item_id: 'stamp' fixed { quantity: '",
                                  quantity, "' } ", price, " } "));
    return FormatAmount(Preview("2026-10").totals().net());
  }

  void Work(absl::string_view id, absl::string_view date, int minutes,
            absl::string_view more = "") {
    const auto reply = Do<v1::RecordTimeEntries>(absl::StrCat(
        "org_id: 'msp' source_id: 'psa' entries { entry_id: '", id,
        "' customer_id: 'alpha' date: '", date, "' minutes: ", minutes, " ", more, " }"));
    EXPECT_EQ(reply.recorded(), 1U) << reply.ShortDebugString();
  }
};

constexpr char kU01[] =
    "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '5' flat_fee: '100' } "
    "  tiers { up_to: '10' flat_fee: '50' } tiers { up_to: '15' unit_price: '5' } "
    "  tiers { unit_price: '1' } } ";

TEST_F(QuantityExample, U01GraduatedTiersWithFlatFees) {
  EXPECT_EQ(Priced("22", kU01), "182.00");
  EXPECT_EQ(Priced("5", kU01), "100.00");
}

TEST_F(QuantityExample, U02ProgressiveBillingContinuesTheTiers) {
  SetPlan("alpha", Use("SUM", absl::StrCat(kU01, " accumulate_months: 3")));
  CountSeats("alpha", "2026-07-10T00:00:00Z", "12");
  CountSeats("alpha", "2026-08-10T00:00:00Z", "10");
  EXPECT_EQ(FormatAmount(Bill("2026-07").totals().net()), "160.00");
  EXPECT_EQ(FormatAmount(Bill("2026-08").totals().net()), "22.00");
  CountSeats("alpha", "2026-10-10T00:00:00Z", "12");
  EXPECT_EQ(FormatAmount(Bill("2026-10").totals().net()), "160.00") << "a new quarter";
}

// The same inside one month: the weeks of a month add up.
TEST_F(QuantityExample, U02ProgressiveBillingWithinAPeriod) {
  SetPlan("alpha", Use("SUM", absl::StrCat(kU01, " accumulate_months: 1 cadence { weeks: 1 } ")));
  CountSeats("alpha", "2026-06-02T00:00:00Z", "12");
  CountSeats("alpha", "2026-06-09T00:00:00Z", "10");
  const v1::DraftContent june = Bill("2026-06");
  EXPECT_EQ(FormatAmount(june.lines(0).line().amount()), "160.00");
  EXPECT_EQ(FormatAmount(june.lines(1).line().amount()), "22.00");
}

TEST_F(QuantityExample, U04GraduatedAndVolume) {
  const std::string tiers =
      " tiers { up_to: '1000' unit_price: '0.10' } tiers { up_to: '10000' unit_price: '0.05' } "
      "tiers { unit_price: '0.01' } } ";
  EXPECT_EQ(Priced("15000", absl::StrCat("tiered { mode: TIER_MODE_GRADUATED", tiers)), "600.00");
  EXPECT_EQ(Priced("15000", absl::StrCat("tiered { mode: TIER_MODE_VOLUME", tiers)), "150.00");
  EXPECT_EQ(Priced("1000", absl::StrCat("tiered { mode: TIER_MODE_VOLUME", tiers)), "100.00");
}

TEST_F(QuantityExample, U06StartedBlocksCountWhole) {
  EXPECT_EQ(Priced("5325",
                   "tiered { mode: TIER_MODE_PACKAGE "
                   "  tiers { up_to: '1000' unit_price: '1' block_size: '100' } "
                   "  tiers { unit_price: '1' block_size: '1000' } }"),
            "15.00");
  const std::string thousands =
      "tiered { mode: TIER_MODE_PACKAGE tiers { unit_price: '1' block_size: '1000' } }";
  EXPECT_EQ(Priced("4500", thousands), "5.00");
  EXPECT_EQ(Priced("4000", thousands), "4.00");
}

TEST_F(QuantityExample, U09AMinimumIsProratedOnTermination) {
  Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'minimum' name: 'Minimum' tax_id: 'vat' }");
  SetPlan("alpha",
          "lines { line_id: 'use' item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
          "  rule: QUANTITY_RULE_SUM } held { unit_price: '1' } } "
          "commitments { commitment_id: 'minimum' kind: COMMITMENT_KIND_MINIMUM amount: '10' "
          "  item_id: 'minimum' proration: PRORATION_BY_DAY }",
          "2026-01-01");
  SetPlan("alpha", "", "2026-02-26");
  CountSeats("alpha", "2026-02-10T00:00:00Z", "8");
  const v1::DraftContent february = Bill("2026-02");
  EXPECT_EQ(Told(february), "use 8 x 1 = 8.00\nminimum 1 x 0.93 = 0.93\n8.93");
  EXPECT_EQ(FormatAmount(february.totals().tax()), "1.79");
  EXPECT_EQ(FormatAmount(february.totals().total()), "10.72");
}

TEST_F(QuantityExample, U10ACapTakesOffWhatIsBeyondInTheOrderOfTheLines) {
  const std::string cap =
      "commitments { commitment_id: 'cap' kind: COMMITMENT_KIND_MAXIMUM amount: '150' months: 3 } ";
  SetPlan("alpha", absl::StrCat(cap, FixedLine("stamp", "1", "120")), "2026-07-01");
  EXPECT_EQ(Told(Bill("2026-07")), "stamp 1 x 120 = 120.00\n120.00");
  SetPlan("alpha", absl::StrCat(cap, FixedLine("stamp", "1", "25"), FixedLine("stamp", "1", "20")),
          "2026-08-01");
  EXPECT_EQ(Told(Bill("2026-08")),
            "stamp 1 x 25 = 25.00\n"
            "stamp-2 1 x 20 = 20.00\n"
            "stamp-2.cap 1 x -15 = -15.00\n"
            "30.00");
}

TEST_F(QuantityExample, U11WholeUnitsFromRunningTotals) {
  SetPlan("alpha", Use("RUNNING_TOTAL",
                       "held { unit_price: '1' } accumulate_months: 1 "
                       "cadence { weeks: 1 anchor: '2026-03-30' }",
                       "round_up_to: '1'"));
  CountSeats("alpha", "2026-03-25T00:00:00Z", "0.2");
  CountSeats("alpha", "2026-04-08T00:00:00Z", "0.12");
  CountSeats("alpha", "2026-04-15T00:00:00Z", "0.42");
  CountSeats("alpha", "2026-04-22T00:00:00Z", "1.92");
  Run("2026-03");
  Run("2026-04");
  const auto quantities = [&](absl::string_view month) {
    std::string all;
    const v1::DraftContent content = Draft("alpha", month).content();
    for (const v1::DraftLine& rated : content.lines()) {
      absl::StrAppend(&all, rated.line().quantity(), " ");
    }
    return all;
  };
  EXPECT_EQ(quantities("2026-03"), "0 0 0 0 0 1 ");
  EXPECT_EQ(quantities("2026-04"), "0 0 1 0 1 ") << "the first week is in two windows";
}

TEST_F(QuantityExample, U12WhatIsLeftOfABlock) {
  SetPlan("alpha",
          "lines { line_id: 'support' item_id: 'stamp' time { roll_over_periods: 1 } "
          "  held { unit_price: '150' } included { quantity: '10' } } " +
              FixedLine("stamp", "1", "1"),
          "2026-03-01");
  const auto remaining = [&] { return Preview("2026-03").lines(0).line().hours().remaining(); };
  Work("t1", "2026-03-07", 180);
  EXPECT_EQ(remaining(), "7");
  Work("t2", "2026-03-15", 120);
  EXPECT_EQ(remaining(), "5");
}

TEST_F(QuantityExample, U12HoursBeyondWhatIsIncludedAreALineOfTheirOwn) {
  SetPlan("alpha",
          "lines { line_id: 'support' item_id: 'stamp' time { } held { unit_price: '150' } "
          "  included { quantity: '10' } } ");
  Work("t3", "2026-04-02", 7 * 60);
  Work("t4", "2026-04-20", 5 * 60 + 45);
  Work("t5", "2026-05-01", 300);
  const v1::DraftContent april = Bill("2026-04");
  EXPECT_EQ(Told(april), "support 2.75 x 150 = 412.50\n412.50");
  EXPECT_EQ(april.lines(0).line().hours().used(), "12.75");
  EXPECT_EQ(april.lines(0).line().hours().beyond(), "2.75");
}

TEST_F(QuantityExample, U13MinutesAreRoundedToTheIncrementOnce) {
  SetPlan("alpha",
          "lines { line_id: 'support' item_id: 'stamp' time { increment_minutes: 15 } "
          "  held { unit_price: '120' } } ");
  Work("t1", "2026-04-02", 4 * 60 + 10);
  EXPECT_EQ(Told(Bill("2026-04")), "support 4.25 x 120 = 510.00\n510.00");
}

TEST_F(QuantityExample, P21IncludedHoursAreProratedOnlyIfThePlanSaysSo) {
  Work("t1", "2026-04-20", 7 * 60);
  const auto billed = [&](absl::string_view more) {
    SetPlan("alpha",
            absl::StrCat("lines { line_id: 'support' item_id: 'stamp' time { } ",
                         "held { unit_price: '150' } included { quantity: '10' ", more,
                         " } } lines { item_id: 'stamp' fixed { quantity: '1' } held { "
                         "unit_price: '1' } proration: PRORATION_BY_DAY } "),
            "2026-04-16");
    return FormatAmount(Preview("2026-04").lines(0).line().amount());
  };
  EXPECT_EQ(billed(""), "0.00");
  EXPECT_EQ(billed("prorated: true"), "300.00");
}

TEST_F(QuantityExample, U15AlsoTheAverageCanBill) {
  CountSeats("alpha", "2026-03-31T00:00:00Z", "17");
  CountSeats("alpha", "2026-04-12T00:00:00Z", "18");
  CountSeats("alpha", "2026-04-24T00:00:00Z", "16");
  SetPlan("alpha", Use("AVERAGE", "held { unit_price: '12.50' }"));
  const v1::DraftContent april = Bill("2026-04");
  EXPECT_EQ(Told(april), "use 17.166667 x 12.5 = 214.58\n214.58");
  EXPECT_EQ(april.lines(0).line().further_evidence_size(), 2) << "every count that it rests on";
}

TEST_F(QuantityExample, U19AVendorsPriceIsHeldFollowedNextPeriodOrAtOnce) {
  const auto count = [&](absl::string_view instant, absl::string_view cost) {
    CountSeats("alpha", instant, "18",
               absl::StrCat("unit_cost: '", cost, "' cost_currency: 'USD'"));
  };
  count("2026-03-31T00:00:00Z", "10");
  count("2026-04-10T00:00:00Z", "11");
  count("2026-05-30T00:00:00Z", "11");
  const auto priced = [&](absl::string_view sync, absl::string_view month) {
    SetPlan("alpha",
            Use("PERIOD_END",
                absl::StrCat("vendor { markup_percent: '20' sync: VENDOR_SYNC_", sync, " }")),
            "2026-04-01");
    return Told(Preview(month));
  };
  EXPECT_EQ(priced("HOLD", "2026-04"), "use 18 x 12 = 216.00\n216.00");
  EXPECT_EQ(priced("HOLD", "2026-05"), "use 18 x 12 = 216.00\n216.00");
  EXPECT_EQ(priced("NEXT_PERIOD", "2026-04"), "use 18 x 12 = 216.00\n216.00");
  EXPECT_EQ(priced("NEXT_PERIOD", "2026-05"), "use 18 x 13.2 = 237.60\n237.60");
  EXPECT_EQ(priced("IMMEDIATE", "2026-04"),
            "use 18 x 12 = 64.80\nuse.2 18 x 13.2 = 166.32\n231.12");
}

TEST_F(QuantityExample, U20MarkupAndMarginAreTwoThings) {
  CountSeats("alpha", "2026-10-31T00:00:00Z", "1", "unit_cost: '10' cost_currency: 'USD'");
  SetPlan("alpha", Use("PERIOD_END", "vendor { markup_percent: '20' }"));
  EXPECT_EQ(Told(Preview("2026-10")), "use 1 x 12 = 12.00\n12.00");
  SetPlan("alpha", Use("PERIOD_END", "vendor { margin_percent: '20' }"));
  EXPECT_EQ(Told(Preview("2026-10")), "use 1 x 12.5 = 12.50\n12.50");
}

TEST_F(QuantityExample, U22UsersOfTwoAccountsAreCountedOnce) {
  Do<v1::DefineSource>(
      "org_id: 'msp' source { source_id: 'directory' kind: 'entra' "
      "  meters { meter: 'USER' item_id: 'seat' excluded_members: 'kiosk-*' } "
      "  meters { meter: 'KIOSK_DEVICE' item_id: 'stamp' } }");
  DefineCustomer("alpha",
                 "accounts { source_id: 'directory' account: 'acme' } "
                 "accounts { source_id: 'directory' account: 'acme-west' }");
  const auto users = [](int from, int to, absl::string_view name) {
    std::string members;
    for (int i = from; i < to; ++i) absl::StrAppend(&members, "members: '", name, i, "' ");
    return members;
  };
  Do<v1::RecordCounts>(absl::StrCat(
      "org_id: 'msp' source_id: 'directory' "
      "observations { observed_at @2026-10-31T00:00:00Z account: 'acme' meter: 'USER' ",
      users(0, 20, "user-"), users(0, 30, "kiosk-"),
      "} observations { observed_at @2026-10-31T00:00:00Z account: 'acme-west' meter: 'USER' ",
      users(17, 29, "user-"),
      "} observations { observed_at @2026-10-31T00:00:00Z account: 'acme' meter: 'KIOSK_DEVICE' "
      "  quantity: '2' }"));
  SetPlan("alpha",
          "lines { line_id: 'users' item_id: 'stamp' counted { source_id: 'directory' "
          "  meter: 'USER' rule: QUANTITY_RULE_PERIOD_END distinct: true } "
          "  held { unit_price: '1' } } "
          "lines { line_id: 'kiosks' item_id: 'stamp' counted { source_id: 'directory' "
          "  meter: 'KIOSK_DEVICE' rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '1' } } "
          "lines { line_id: 'sum' item_id: 'stamp' counted { source_id: 'directory' "
          "  meter: 'USER' rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '1' } } ");
  const v1::DraftContent october = Bill("2026-10");
  EXPECT_EQ(Told(october), "users 29 x 1 = 29.00\nkiosks 2 x 1 = 2.00\nsum 62 x 1 = 62.00\n93.00");
  const v1::LeftOutMembers left_out = october.lines(0).line().left_out_members();
  EXPECT_EQ(left_out.excluded_size(), 30);
  ASSERT_EQ(left_out.duplicates_size(), 3);
  EXPECT_EQ(left_out.duplicates(0), "user-17");
}

TEST_F(QuantityExample, U23AnAllowanceIsPaidForAndWhatIsBeyondItBilledOrFlagged) {
  const auto billed = [&](absl::string_view more) {
    SetPlan("alpha", Use("PERIOD_END", absl::StrCat("held { unit_price: '4' } included { "
                                                    "quantity: '25' ",
                                                    more, " }")));
    return Preview("2026-10");
  };
  CountSeats("alpha", "2026-10-30T00:00:00Z", "22");
  EXPECT_EQ(Told(billed("unit_price: '5'")), "use 25 x 4 = 100.00\n100.00");
  CountSeats("alpha", "2026-10-31T00:00:00Z", "31");
  EXPECT_EQ(Told(billed("unit_price: '5'")),
            "use 25 x 4 = 100.00\nuse.overage 6 x 5 = 30.00\n130.00");
  const v1::DraftContent flagged = billed("overage: OVERAGE_FLAG");
  EXPECT_EQ(Told(flagged), "use 25 x 4 = 100.00\n100.00");
  ASSERT_EQ(flagged.lines(0).flags_size(), 1);
  EXPECT_EQ(flagged.lines(0).flags(0).kind(), v1::FLAG_KIND_OVERAGE);
  EXPECT_EQ(flagged.lines(0).flags(0).detail().substr(0, 2), "6 ");
}

TEST_F(QuantityExample, X13TheLineSaysWhichSourceIsTheTruth) {
  for (const char* source : {"authorised", "distributor", "directory"}) {
    Do<v1::DefineSource>(absl::StrCat("org_id: 'msp' source { source_id: '", source,
                                      "' kind: 'any' meters { meter: 'SEAT' item_id: 'seat' } }"));
  }
  DefineCustomer("alpha",
                 "accounts { source_id: 'authorised' account: 'a' } "
                 "accounts { source_id: 'distributor' account: 'b' } "
                 "accounts { source_id: 'directory' account: 'c' }");
  const auto count = [&](absl::string_view source, absl::string_view account,
                         absl::string_view quantity) {
    Do<v1::RecordCounts>(absl::StrCat("org_id: 'msp' source_id: '", source,
                                      "' observations { observed_at @2026-10-31T00:00:00Z "
                                      "account: '",
                                      account, "' meter: 'SEAT' quantity: '", quantity, "' }"));
  };
  count("authorised", "a", "20");
  count("distributor", "b", "18");
  count("directory", "c", "19");
  const auto billed = [&](absl::string_view first, absl::string_view second,
                          absl::string_view third) {
    SetPlan("alpha",
            absl::StrCat("lines { line_id: 'use' item_id: 'stamp' counted { source_id: '", first,
                         "' meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_END ", "others { source_id: '",
                         second, "' meter: 'SEAT' } ", "others { source_id: '", third,
                         "' meter: 'SEAT' } } ", "held { unit_price: '4' } } "));
    return Preview("2026-10").lines(0);
  };
  EXPECT_EQ(billed("distributor", "authorised", "directory").line().quantity(), "18");
  EXPECT_EQ(billed("directory", "authorised", "distributor").line().quantity(), "19");
  const v1::DraftLine line = billed("authorised", "distributor", "directory");
  EXPECT_EQ(line.line().quantity(), "20");
  ASSERT_EQ(line.line().drifts_size(), 2);
  EXPECT_EQ(line.line().drifts(0).difference(), "-2");
  EXPECT_EQ(FormatAmount(line.line().drifts(0).amount()), "-8.00");
  EXPECT_GT(line.line().drifts(0).evidence().position(), 0U);
  EXPECT_EQ(line.line().drifts(1).difference(), "-1");
}

}  // namespace
}  // namespace tally
