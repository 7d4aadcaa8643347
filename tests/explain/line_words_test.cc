#include "ledger/explain/line_words.h"

#include <gtest/gtest.h>

#include "ledger/calendar/zone.h"
#include "ledger/money/decimal.h"
#include "support/text.h"

namespace tally {
namespace {

BilledMonth OctoberIn(absl::string_view zone_name) {
  const absl::TimeZone zone = *FindZone(zone_name);
  return {.month = "2026-10",
          .span = MonthSpan(absl::CivilMonth(2026, 10), zone),
          .zone = zone,
          .plan_from = "2026-08-01"};
}

v1::CountedQuantity Counted(absl::string_view rule) {
  return Parse<v1::CountedQuantity>(
      absl::StrCat("source_id: 'shop' meter: 'SEAT' rule: QUANTITY_RULE_", rule));
}

v1::Observation Seats(absl::string_view instant) {
  return Parse<v1::Observation>(
      absl::StrCat("account: 'S1' meter: 'SEAT' quantity: '18' observed_at @", instant));
}

TEST(LineWords, SayTheProduct) {
  struct Row {
    const char* line;
    const char* words;
  };
  const Row rows[] = {
      {"quantity: '18' unit_price: '12.5' amount { minor_units: 22500 currency: 'USD' }",
       "18 × 12.50 = 225.00 USD"},
      {"quantity: '7' unit_price: '0.0176' amount { minor_units: 12 currency: 'USD' }",
       "7 × 0.0176 is rounded to 0.12 USD"},
      {"quantity: '0' unit_price: '12.5' amount { currency: 'USD' }", "0 × 12.50 = 0.00 USD"},
      {"quantity: '1.5' unit_price: '333' amount { minor_units: 500 currency: 'JPY' }",
       "1.5 × 333 is rounded to 500 JPY"},
      {"quantity: '2' unit_price: '1.2345' amount { minor_units: 2469 currency: 'KWD' }",
       "2 × 1.2345 = 2.469 KWD"},
      {"quantity: '0.000001' unit_price: '0.000000000001' amount { currency: 'USD' }",
       "0.000001 × 0.000000000001 is rounded to 0.00 USD"},
  };
  for (const auto& [text, words] : rows) {
    v1::Line line = Parse<v1::Line>(text);
    EXPECT_EQ(ProductWords(line), words);
    line.set_description("Seat");
    EXPECT_EQ(LineWords(line), absl::StrCat("Seat: ", words));
  }
}

TEST(QuantityWords, SayWhatIsFixed) {
  EXPECT_EQ(FixedWords("18", OctoberIn("UTC")), "18, fixed in your plan of 1 Aug 2026");
}

TEST(QuantityWords, SayWhichCountTheRuleBills) {
  struct Row {
    const char* rule;
    const char* instant;
    const char* ending;
  };
  const Row rows[] = {
      {"PERIOD_END", "2026-10-31T12:00:00Z",
       "31 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 bills the last count of the month"},
      {"PERIOD_END", "2026-09-30T23:59:59Z",
       "30 Sep 2026 23:59 UTC; your plan of 1 Aug 2026 bills the last count of the month; nothing "
       "was counted in October 2026, so the last count before it stands"},
      {"PERIOD_END", "2026-10-01T00:00:00Z",
       "1 Oct 2026 00:00 UTC; your plan of 1 Aug 2026 bills the last count of the month"},
      {"PERIOD_START", "2026-09-30T12:00:00Z",
       "30 Sep 2026 12:00 UTC; your plan of 1 Aug 2026 bills the count that the month begins with"},
      {"PERIOD_START", "2026-10-02T12:00:00Z",
       "2 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 bills the count that the month begins with; "
       "nothing was counted before October 2026, so the first count in it stands"},
      {"PEAK", "2026-10-15T12:00:00Z",
       "15 Oct 2026 12:00 UTC; your plan of 1 Aug 2026 bills the largest count of the month"},
      {"PEAK", "2026-09-15T12:00:00Z",
       "15 Sep 2026 12:00 UTC; your plan of 1 Aug 2026 bills the largest count of the month; the "
       "largest is the one that the month began with"},
  };
  for (const auto& [rule, instant, ending] : rows) {
    EXPECT_EQ(CountedWords(Counted(rule), Seats(instant), OctoberIn("UTC")),
              absl::StrCat("18: shop counted 18 on ", ending))
        << rule << " " << instant;
  }
}

// What lies in the month is decided by the same clocks as what is shown.
TEST(QuantityWords, AreByTheClocksOfTheOrg) {
  const v1::Observation seen = Seats("2026-10-01T05:59:59Z");
  EXPECT_EQ(CountedWords(Counted("PERIOD_END"), seen, OctoberIn("America/Denver")),
            "18: shop counted 18 on 30 Sep 2026 23:59 MDT; your plan of 1 Aug 2026 bills the last "
            "count of the month; nothing was counted in October 2026, so the last count before it "
            "stands");
  EXPECT_EQ(CountedWords(Counted("PERIOD_END"), seen, OctoberIn("Asia/Kathmandu")),
            "18: shop counted 18 on 1 Oct 2026 11:44 +0545; your plan of 1 Aug 2026 bills the last "
            "count of the month");
}

TEST(QuantityWords, SayThatNothingWasCounted) {
  EXPECT_EQ(NeverCountedWords(Counted("PERIOD_END"), true, OctoberIn("UTC")),
            "0: shop counted no SEAT for you before the end of October 2026; your plan of 1 Aug "
            "2026 bills the last count of the month");
  EXPECT_EQ(NeverCountedWords(Counted("PEAK"), false, OctoberIn("UTC")),
            "0: you have no account at shop, so it counted nothing for you; your plan of 1 Aug "
            "2026 bills the largest count of the month");
}

TEST(CountWords, SayWhatWasSeenAndWhenItWasRecorded) {
  v1::Observation seen = Seats("2026-10-31T12:00:00Z");
  const Deed recorded{.actor = "ann", .when = "1 Nov 2026 01:13 MST"};
  EXPECT_EQ(CountWords("shop", seen, recorded, *FindZone("America/Denver")),
            "shop counted 18 of SEAT on account S1 on 31 Oct 2026 06:00 MDT; recorded 1 Nov 2026 "
            "01:13 MST");
  seen.set_unit_cost("18.2");
  seen.set_cost_currency("USD");
  EXPECT_EQ(
      CountWords("shop", seen, recorded, absl::UTCTimeZone()),
      "shop counted 18 of SEAT at a cost of 18.20 USD each on account S1 on 31 Oct 2026 12:00 "
      "UTC; recorded 1 Nov 2026 01:13 MST");
}

TEST(PlanWords, SayWhichPlanIsInForce) {
  EXPECT_EQ(PlanWords(OctoberIn("UTC")),
            "Your plan of 1 Aug 2026 is the one in force as October 2026 begins");
}

TEST(PriceSentences, SaySinceWhenAPriceIsHeld) {
  EXPECT_EQ(HeldPriceWords("12.5", "USD", "2026-08-01", ""),
            "12.50 USD each, held since 1 Aug 2026");
  EXPECT_EQ(HeldPriceWords("12.5", "USD", "2026-08-01", "11"),
            "12.50 USD each, held since 1 Aug 2026; 11.00 USD before");
  EXPECT_EQ(HeldPriceWords("1200", "JPY", "2026-08-01", "0.5"),
            "1200 JPY each, held since 1 Aug 2026; 0.5 JPY before");
  EXPECT_EQ(HeldPriceWords("0", "KWD", "2026-08-01", ""), "0.000 KWD each, held since 1 Aug 2026");
}

TEST(PriceSentences, SayWhatTheVendorCharges) {
  v1::Observation last = Seats("2026-10-31T12:00:00Z");
  last.set_unit_cost("10.816");
  last.set_cost_currency("USD");
  EXPECT_EQ(VendorPriceWords("13.52", "shop", last, "25", *FindZone("America/Denver")),
            "13.52 USD each: shop's cost of 10.816 USD as of 31 Oct 2026 06:00 MDT, plus 25%");
  EXPECT_EQ(NoVendorPriceWords("shop", "EUR", true),
            "0.00 EUR each: the price follows shop's cost, which its last count does not give in "
            "EUR");
  EXPECT_EQ(NoVendorPriceWords("shop", "EUR", false),
            "0.00 EUR each: the price follows shop's cost, but nothing was counted");
}

TEST(RoundedWords, SayTheExactFigureTheRuleAndWhose) {
  v1::Org org = Parse<v1::Org>("name: 'Northwind IT'");
  const Fraction exact = Fraction(*Decimal::Parse("7")) * Fraction(*Decimal::Parse("0.0176"));
  EXPECT_EQ(RoundedWords(exact, "0.12", "USD", org),
            "exactly 0.1232 USD, rounded half away from zero to 0.12 USD by the rule of Northwind "
            "IT");
  org.set_rounding(v1::ROUNDING_HALF_EVEN);
  EXPECT_EQ(RoundedWords(Fraction(*Decimal::Parse("0.5")), "0", "JPY", org),
            "exactly 0.5 JPY, rounded half to even to 0 JPY by the rule of Northwind IT");
}

TEST(ChangeWords, SayWhoSetWhatAndWhy) {
  EXPECT_EQ(SetQuantityWords("18", "ann"), "18, set by ann");
  EXPECT_EQ(SetPriceWords("12.5", "USD", "ann"), "12.50 USD each, set by ann");
  EXPECT_EQ(ChangeWords({.actor = "ann", .when = "3 Nov 2026 12:00 UTC"}, "quantity", "18", "17",
                        "one seat more"),
            "ann set the quantity to 18 instead of 17 on 3 Nov 2026 12:00 UTC: one seat more");
}

TEST(WaivedWords, SayWhoWaivedEachKindOfFlag) {
  struct Row {
    v1::FlagKind kind;
    const char* name;
  };
  const Row rows[] = {
      {v1::FLAG_KIND_STALE_COUNT, "stale count"},
      {v1::FLAG_KIND_MISSING_COUNT, "missing count"},
      {v1::FLAG_KIND_QUANTITY_JUMP, "quantity jump"},
      {v1::FLAG_KIND_PRICE_CHANGE, "price change"},
      {v1::FLAG_KIND_NEW_LINE, "new line"},
      {v1::FLAG_KIND_ZERO_PRICE, "zero price"},
      {v1::FLAG_KIND_UNMAPPED_METER, "unmapped meter"},
      {v1::FLAG_KIND_NO_ACCOUNTING_MAPPING, "no accounting mapping"},
      {v1::FLAG_KIND_MISSING_COST, "missing cost"},
  };
  for (const auto& [kind, name] : rows) {
    v1::Flag flag = Parse<v1::Flag>("detail: 'from 1 to 9' waiver { actor: 'ann' reason: 'ok' }");
    flag.set_kind(kind);
    EXPECT_EQ(WaivedWords(flag, {.actor = "ann", .when = "3 Nov 2026 12:00 UTC"}),
              absl::StrCat("ann waived “", name, "” (from 1 to 9) on 3 Nov 2026 12:00 UTC: ok"));
  }
}

TEST(TaxChoiceWords, SayWhoChoseTheTax) {
  struct Row {
    const char* item;
    const char* customer;
    const char* group;
    const char* words;
  };
  const char* vat = "tax_id: 'vat' name: 'VAT' rate_percent: '20'";
  const Row rows[] = {
      {"", "", "rate_percent: '0'", "Not taxed: no tax is on the item"},
      {"", "tax_id: 'vat'", "rate_percent: '0'", "Not taxed: no tax is on the item"},
      {"tax_id: 'vat'", "tax_id: 'exempt'", "rate_percent: '0'", "Not taxed: you are exempt"},
      {"tax_id: 'vat'", "", vat, "VAT, 20%: the tax on the item"},
      {"tax_id: 'vat'", "tax_id: 'vat'", vat, "VAT, 20%: your own tax"},
      {"tax_id: 'low'", "tax_id: 'vat'", vat, "VAT, 20%: your own tax, in place of the item's"},
  };
  for (const auto& [item, customer, group, words] : rows) {
    EXPECT_EQ(TaxChoiceWords(Parse<v1::Item>(item), Parse<v1::Customer>(customer),
                             Parse<v1::TaxGroup>(group)),
              words);
  }
}

TEST(LastMonthWords, SayWhatTheChangeComesFrom) {
  struct Row {
    const char* rated;
    const char* words;
  };
  const Row rows[] = {
      {"delta { previous_quantity: '17' previous_unit_price: '12.5' "
       "  previous_amount { minor_units: 21250 currency: 'USD' } "
       "  change { minor_units: 1250 currency: 'USD' } "
       "  quantity_effect { minor_units: 1250 currency: 'USD' } "
       "  price_effect { currency: 'USD' } }",
       "Last month it was 17 × 12.50, 212.50 USD; now it is 12.50 USD more: 12.50 USD more for the "
       "quantity, nothing for the price"},
      {"delta { previous_quantity: '18' previous_unit_price: '13' "
       "  previous_amount { minor_units: 23400 currency: 'USD' } "
       "  change { minor_units: -900 currency: 'USD' } "
       "  quantity_effect { minor_units: 0 currency: 'USD' } "
       "  price_effect { minor_units: -900 currency: 'USD' } }",
       "Last month it was 18 × 13.00, 234.00 USD; now it is 9.00 USD less: nothing for the "
       "quantity, 9.00 USD less for the price"},
      {"delta { previous_quantity: '18' previous_unit_price: '12.5' "
       "  previous_amount { minor_units: 22500 currency: 'USD' } change { currency: 'USD' } "
       "  quantity_effect { currency: 'USD' } price_effect { currency: 'USD' } }",
       "Last month it was 18 × 12.50, 225.00 USD, as now"},
      {"flags { kind: FLAG_KIND_NEW_LINE } "
       "delta { previous_quantity: '0' previous_unit_price: '0' "
       "  previous_amount { currency: 'USD' } change { minor_units: 22500 currency: 'USD' } }",
       "Last month had no such line; now it is 225.00 USD more"},
      // Billed at nothing is not the same as new.
      {"delta { previous_quantity: '0' previous_unit_price: '0' "
       "  previous_amount { currency: 'USD' } change { minor_units: 500 currency: 'USD' } "
       "  quantity_effect { currency: 'USD' } price_effect { minor_units: 500 currency: 'USD' } }",
       "Last month it was 0 × 0.00, 0.00 USD; now it is 5.00 USD more: nothing for the quantity, "
       "5.00 USD more for the price"},
  };
  for (const auto& [rated, words] : rows) {
    EXPECT_EQ(LastMonthWords(Parse<v1::DraftLine>(rated)), words);
  }
}

TEST(ItemWords, NameTheItem) {
  EXPECT_EQ(ItemWords("Managed Mac", "managed-mac"),
            "Managed Mac is item managed-mac of the catalog");
}

}  // namespace
}  // namespace tally
