#include "ledger/rating/draft.h"

#include <gtest/gtest.h>

#include "ledger/base/refusal.h"
#include "support/month.h"
#include "support/printed.h"

namespace tally {
namespace {

constexpr char kHeld[] = "held { unit_price: '12.50' }";
constexpr char kFresh[] = "2026-10-31T22:00:00Z";

// The month of a customer that pays `price` in `currency` for one unit of what is not taxed.
std::string AmountOf(const char* quantity, const char* price, const char* currency,
                     v1::Rounding rounding = v1::ROUNDING_UNSPECIFIED) {
  Month month;
  month.org.set_currency(currency);
  month.org.set_rounding(rounding);
  month.SetPlan(Fixed("stamp", quantity, price));
  return FormatAmount(month.Draft().totals().total());
}

// R01, R03 and R04 of the worked examples.
TEST(MakeDraft, RoundsTheExtendedLineOnce) {
  EXPECT_EQ(AmountOf("1", "10.275", "USD"), "10.28");
  EXPECT_EQ(AmountOf("1", "10.265", "USD"), "10.27");
  EXPECT_EQ(AmountOf("1", "10.265", "USD", v1::ROUNDING_HALF_EVEN), "10.26");
  EXPECT_EQ(AmountOf("1", "1000.5", "JPY"), "1001");
  EXPECT_EQ(AmountOf("1", "1.0005", "KWD"), "1.001");
  EXPECT_EQ(AmountOf("1", "0.00005", "CLF"), "0.0001");
  EXPECT_EQ(AmountOf("1234567", "0.00042", "USD"), "518.52");
  EXPECT_EQ(AmountOf("0.333333", "0.03", "USD"), "0.01");
}

TEST(MakeDraft, BillsInTheCustomersCurrency) {
  Month month;
  month.customer.set_currency("JPY");
  month.SetPlan(Fixed("seat", "3", "1055"));
  EXPECT_EQ(Printed(month.Draft()),
            "seat 3 x 1055 = 3165\nvat 20% of 3165 = 633\n3165 + 633 = 3798 JPY\n");
}

TEST(MakeDraft, SaysWhomItIsForWhenItIsDueAndWhatItBills) {
  Month month;
  month.org.set_time_zone("Europe/Paris");
  month.org.mutable_payment_terms()->set_days(30);
  month.customer.set_email("ap@alpha.example");
  month.SetPlan(Counted("PEAK", kHeld));
  month.CountSeats("2026-10-20T10:00:00Z", "18");
  month.CountSeats("2026-10-31T10:00:00Z", "17");
  EXPECT_TRUE(IsPart(
      Parse<v1::DraftContent>(
          "bill_to { customer_id: 'alpha' name: 'Alpha' email: 'ap@alpha.example' } "
          "period { month: '2026-10' start @2026-09-30T22:00:00Z end @2026-10-31T23:00:00Z } "
          "plan_effective_from: '2026-01-01' terms { text: 'net 30' days: 30 } "
          "lines { line { line_id: 'seat' item_id: 'seat' description: 'Seat' quantity: '18' "
          "  unit_price: '12.5' amount { minor_units: 22500 currency: 'USD' } tax_id: 'vat' "
          "  evidence { source_id: 'shop' account: 'S1' meter: 'SEAT' position: 1 "
          "    observed_at @2026-10-20T10:00:00Z } } }"),
      month.Draft()));
  EXPECT_FALSE(month.Draft().has_previous_net());
  EXPECT_FALSE(month.Draft().lines(0).has_delta());
}

TEST(MakeDraft, TakesTheCustomersTermsBeforeTheOrgs) {
  Month month;
  month.org.mutable_payment_terms()->set_days(30);
  month.customer.mutable_payment_terms()->set_kind(v1::TERMS_KIND_END_OF_MONTH);
  EXPECT_EQ(month.Draft().terms().text(), "end of month");
  EXPECT_TRUE(month.Draft().terms().from_end_of_month());
  EXPECT_EQ(month.Draft().terms().days(), 0U);
}

// A bill of `seats` at `cost` and `markup` on top, in October.
v1::DraftContent Followed(const char* cost, const char* markup, const char* currency = "USD",
                          const char* cost_currency = "USD") {
  Month month;
  month.org.set_currency(currency);
  month.SetPlan(Counted("PERIOD_END", absl::StrCat("vendor { markup_percent: '", markup, "' }")));
  month.Count(absl::StrCat("meter: 'SEAT' observed_at @", kFresh, " quantity: '18' unit_cost: '",
                           cost, "' cost_currency: '", cost_currency, "'"));
  return month.Draft();
}

TEST(MakeDraft, FollowsTheVendorsPriceWithAMarkup) {
  struct Row {
    const char* cost;
    const char* markup;
    const char* currency;
    const char* line;
  };
  const Row rows[] = {
      // U19 and U20: a markup is on the cost, not on the price.
      {"10", "20", "USD", "seat 18 x 12 = 216.00"},
      {"11", "20", "USD", "seat 18 x 13.2 = 237.60"},
      {"10.01", "0", "USD", "seat 18 x 10.01 = 180.18"},
      // The unit price is rounded, so that what is printed multiplies: 11.5033 x 1.175 = 13.51...
      {"11.5033", "17.5", "USD", "seat 18 x 13.52 = 243.36"},
      {"0.005", "0", "USD", "seat 18 x 0.01 = 0.18"},
      {"100.4", "10", "JPY", "seat 18 x 110 = 1980"},
      {"1.0005", "0", "KWD", "seat 18 x 1.001 = 18.018"},
  };
  for (const auto& [cost, markup, currency, line] : rows) {
    const v1::DraftLine rated = Followed(cost, markup, currency, currency).lines(0);
    EXPECT_EQ(absl::StrCat(Printed(rated.line()), Printed(rated.flags())), line) << cost;
    EXPECT_EQ(rated.line().evidence().unit_cost(), cost);
  }
}

TEST(MakeDraft, FollowsTheCostOfTheLastCountOfTheMonth) {
  Month month;
  month.SetPlan(Counted("PEAK", "vendor { markup_percent: '0' }"));
  const auto count = [&](const char* instant, const char* quantity, const char* cost) {
    month.Count(absl::StrCat("meter: 'SEAT' observed_at @", instant, " quantity: '", quantity,
                             "' unit_cost: '", cost, "' cost_currency: 'USD'"));
  };
  count("2026-10-10T00:00:00Z", "20", "10");
  count("2026-10-31T00:00:00Z", "18", "11");
  count("2026-11-01T00:00:00Z", "18", "12");
  EXPECT_EQ(Printed(month.Draft().lines(0).line()), "seat 20 x 11 = 220.00");
}

TEST(MakeDraft, FlagsAVendorPriceWithoutACostInTheCustomersCurrency) {
  for (const auto& content : {Followed("", "20"), Followed("10", "20", "USD", "EUR")}) {
    EXPECT_EQ(Printed(content),
              "seat 18 x 0 = 0.00 [missing_cost! zero_price]\n"
              "vat 20% of 0.00 = 0.00\n"
              "0.00 + 0.00 = 0.00 USD\n");
    EXPECT_TRUE(IsBlocked(content));
  }
}

// What there is to say about a count at `instant`.
std::string FlagsOf(const char* instant, uint32_t stale_after_hours) {
  Month month;
  month.org.mutable_review()->set_stale_after_hours(stale_after_hours);
  month.SetPlan(Counted("PERIOD_END", kHeld));
  month.CountSeats(instant, "18");
  return Printed(month.Draft().lines(0).flags());
}

TEST(MakeDraft, FlagsACountThatIsTooOldAtTheEndOfTheMonth) {
  EXPECT_EQ(FlagsOf("2026-10-30T00:00:00Z", 0), "");
  EXPECT_EQ(FlagsOf("2026-10-29T23:59:59.999999999Z", 0), " [stale_count!]");
  EXPECT_EQ(FlagsOf("2026-10-31T23:00:00Z", 1), "");
  EXPECT_EQ(FlagsOf("2026-10-31T22:59:59Z", 1), " [stale_count!]");
  EXPECT_EQ(FlagsOf("2026-09-01T00:00:00Z", 10'000), "");
}

// The source was heard of lately, though the count at the start is old.
TEST(MakeDraft, AsksHowFreshTheSourceIsNotTheBilledCount) {
  Month month;
  month.SetPlan(Counted("PERIOD_START", kHeld));
  month.CountSeats("2026-08-01T00:00:00Z", "18");
  month.CountSeats(kFresh, "17");
  EXPECT_EQ(Printed(month.Draft().lines(0).line()), "seat 18 x 12.5 = 225.00");
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), "");
}

TEST(MakeDraft, FlagsALineThatWasNeverCounted) {
  Month month;
  month.SetPlan(Counted("PERIOD_END", kHeld));
  month.CountSeats("2026-11-01T00:00:00Z", "18");
  EXPECT_EQ(Printed(month.Draft()),
            "seat 0 x 12.5 = 0.00 [missing_count!]\n"
            "vat 20% of 0.00 = 0.00\n"
            "0.00 + 0.00 = 0.00 USD\n");
  EXPECT_FALSE(month.Draft().lines(0).line().has_evidence());
}

TEST(MakeDraft, FlagsALineOfASourceInWhichTheCustomerHasNoAccount) {
  Month month;
  month.SetPlan(Counted("PERIOD_END", kHeld));
  month.CountSeats(kFresh, "18");
  month.customer.clear_accounts();
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [missing_count!]");
}

TEST(MakeDraft, FlagsAPriceOfZero) {
  Month month;
  month.SetPlan(Fixed("stamp", "1", "0.00"));
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [zero_price]");
  EXPECT_FALSE(IsBlocked(month.Draft()));
}

TEST(MakeDraft, FlagsACustomerThatNoAccountingSystemKnows) {
  Month month;
  month.customer.clear_external_ids();
  EXPECT_EQ(Printed(month.Draft().flags()), " [no_accounting_mapping]");
  EXPECT_FALSE(IsBlocked(month.Draft()));
}

// X07 of the worked examples.
TEST(MakeDraft, FlagsWhatIsCountedAndBilledAsNothingWithTheMoneyAtStake) {
  Month month;
  month.unmapped = {
      Parse<v1::UnmappedAccount>("source_id: 'shop' account: 'S1' "
                                 "meters { meter: 'NEW' quantity: '18' "
                                 "         cost { minor_units: 19800 currency: 'USD' } } "
                                 "meters { meter: 'OLD' quantity: '1' }"),
      Parse<v1::UnmappedAccount>("source_id: 'rmm' account: 'A1' "
                                 "meters { meter: 'MAC' quantity: '0' }")};
  const v1::DraftContent content = month.Draft();
  ASSERT_EQ(content.flags_size(), 1);
  EXPECT_EQ(content.flags(0).kind(), v1::FLAG_KIND_UNMAPPED_METER);
  EXPECT_EQ(content.flags(0).detail(),
            "shop counted 18 of NEW, billed as nothing, costs 198.00 USD; shop counted 1 of OLD, "
            "billed as nothing; rmm counted 0 of MAC, billed as nothing");
  EXPECT_TRUE(IsBlocked(content));
}

TEST(MakeDraft, RefusesWhatDoesNotFit) {
  struct Row {
    std::string lines;
    const char* field;
  };
  const std::string most = Fixed("stamp", "90000000", "1000000000");
  const Row rows[] = {
      {Fixed("stamp", "1000000000", "1000000000"), "line stamp"},
      {most + "lines { line_id: 'more' item_id: 'stamp' fixed { quantity: '90000000' } "
              "held { unit_price: '1000000000' } } ",
       "net"},
      {Fixed("seat", "90000000", "1000000000"), "total"},
      {most + Fixed("book", "90000000", "1000000000"), "total"},
  };
  for (const auto& [lines, field] : rows) {
    Month month;
    month.SetPlan(lines);
    const auto content = month.TryDraft();
    const auto refusal = RefusalOf(content.status());
    ASSERT_TRUE(refusal) << lines;
    EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
    EXPECT_EQ(refusal->field(), field);
  }
}

// The same input gives the same bytes, also from another store that was filled in another order.
TEST(MakeDraft, GivesTheSameBytesEachTime) {
  const auto make = [](bool turned) {
    Month month;
    month.SetPlan(Counted("PEAK", kHeld) + Fixed("stamp", "3", "0.85") + Fixed("book", "1", "9"));
    month.previous_month_was_run = true;
    month.customer.clear_external_ids();
    if (turned) month.CountSeats(kFresh, "17");
    month.CountSeats("2026-10-20T00:00:00Z", "18");
    if (!turned) month.CountSeats(kFresh, "17");
    return month.Draft();
  };
  v1::DraftContent left = make(false);
  v1::DraftContent right = make(true);
  EXPECT_EQ(left.content_hash(), right.content_hash());
  right.mutable_lines(0)->mutable_line()->mutable_evidence()->set_position(1);
  left.mutable_lines(0)->mutable_line()->mutable_evidence()->set_position(1);
  EXPECT_EQ(left.SerializeAsString(), right.SerializeAsString());
  EXPECT_EQ(make(false).SerializeAsString(), make(false).SerializeAsString());
}

v1::DraftContent WithOverride(absl::string_view override_fields, bool counted) {
  Month month;
  month.SetPlan(Counted("PERIOD_END", "vendor { markup_percent: '20' }"));
  if (counted) month.CountSeats("2026-10-01T00:00:00Z", "18");
  month.reviewed = Parse<v1::DraftContent>(
      absl::StrCat("lines { line { line_id: 'seat' } override { ", override_fields, " } }"));
  return month.Draft();
}

// A person's figure needs no count and no cost; what it does not replace is still flagged.
TEST(MakeDraft, BillsWhatAPersonSaid) {
  struct Row {
    const char* override_fields;
    bool counted;
    const char* line;
  };
  const Row rows[] = {
      {"quantity: '4'", false, "seat 4 x 0 = 0.00 [zero_price]"},
      {"unit_price: '3'", false, "seat 0 x 3 = 0.00 [missing_count!]"},
      {"quantity: '4' unit_price: '3'", false, "seat 4 x 3 = 12.00"},
      {"quantity: '4'", true, "seat 4 x 0 = 0.00 [missing_cost! zero_price]"},
      {"unit_price: '3'", true, "seat 18 x 3 = 54.00 [stale_count!]"},
      {"quantity: '4' unit_price: '3'", true, "seat 4 x 3 = 12.00"},
      {"quantity: '0' unit_price: '0'", true, "seat 0 x 0 = 0.00 [zero_price]"},
  };
  for (const auto& [override_fields, counted, line] : rows) {
    const v1::DraftLine rated = WithOverride(override_fields, counted).lines(0);
    EXPECT_EQ(absl::StrCat(Printed(rated.line()), Printed(rated.flags())), line);
    EXPECT_TRUE(rated.has_override());
  }
}

TEST(MakeDraft, KeepsWaiversOfFlagsInTheSameWords) {
  Month month;
  month.SetPlan(Counted("PERIOD_END", kHeld) + Fixed("stamp", "1", "0"));
  v1::DraftContent reviewed = month.Draft();
  for (v1::DraftLine& rated : *reviewed.mutable_lines()) {
    rated.mutable_flags(0)->mutable_waiver()->set_reason("known");
  }
  month.reviewed = reviewed;
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [missing_count~]");
  EXPECT_EQ(Printed(month.Draft().lines(1).flags()), " [zero_price~]");
  EXPECT_FALSE(IsBlocked(month.Draft()));

  // Another flag, of the same kind but in other words, or on another line, is not waived.
  month.CountSeats("2026-10-01T00:00:00Z", "18");
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [stale_count!]");
  reviewed.mutable_lines(0)->mutable_flags(0)->set_detail("in other words");
  month.reviewed = reviewed;
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [stale_count!]");
  reviewed.mutable_lines()->SwapElements(0, 1);
  month.reviewed = reviewed;
  EXPECT_EQ(Printed(month.Draft().lines(1).flags()), " [zero_price~]");
}

TEST(IsBillable, NeedsAQuantityOrACountThatNeedsALook) {
  Month month;
  EXPECT_FALSE(IsBillable(month.Draft()));
  month.SetPlan(Fixed("stamp", "0", "5"));
  EXPECT_FALSE(IsBillable(month.Draft()));
  month.SetPlan(Fixed("stamp", "0", "5") + Fixed("book", "0.000001", "0"));
  EXPECT_TRUE(IsBillable(month.Draft()));
  month.SetPlan(Counted("PERIOD_END", kHeld));
  EXPECT_TRUE(IsBillable(month.Draft()));
  month.CountSeats(kFresh, "0");
  EXPECT_FALSE(IsBillable(month.Draft()));
}

}  // namespace
}  // namespace tally
