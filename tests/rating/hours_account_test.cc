#include "ledger/rating/hours_account.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/rating/new_line.h"
#include "rating/worked.h"

namespace tally {
namespace {

TEST(AccountOf, U12BlockHours) {
  Month month;
  month.SetPlan(Time("roll_over_periods: 12", "included { quantity: '10' }"));
  month.plan.set_effective_from("2026-10-01");
  Usage usage(month);
  usage.Work("2026-10-07", 180);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 3 of 10 + 0 - 0: 0 beyond, 7 left");
  usage.Work("2026-10-15", 120);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 5 of 10 + 0 - 0: 0 beyond, 5 left");
  // What is worked later does not count.
  usage.Work("2026-11-01", 600);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 5 of 10 + 0 - 0: 0 beyond, 5 left");
}

// The plan of a customer that starts on 16 September with 10 h a month, of which 7 are used.
std::string StartedOnThe16th(absl::string_view included) {
  Month month;
  month.month = absl::CivilMonth(2026, 9);
  month.SetPlan(Time(
      "", absl::StrCat("proration: PRORATION_BY_DAY included { quantity: '10' ", included, " }")));
  month.plan.set_effective_from("2026-09-16");
  Usage usage(month);
  usage.Work("2026-09-15", 600);
  usage.Work("2026-09-16", 300);
  usage.Work("2026-09-30", 120);
  return Bill(month);
}

TEST(AccountOf, P21IncludedHoursAreNotProratedByDefault) {
  EXPECT_EQ(StartedOnThe16th(""), "work 0 x 150 = 0.00; 7 of 10 + 0 - 0: 0 beyond, 0 left");
  EXPECT_EQ(StartedOnThe16th("prorated: true"),
            "work 2 x 150 = 300.00; 7 of 5 + 0 - 0: 2 beyond, 0 left");
}

TEST(AccountOf, RollsOverWhatIsNotUsed) {
  Month month;
  month.SetPlan(Time("roll_over_periods: 1", "included { quantity: '10' }"));
  month.plan.set_effective_from("2026-07-01");
  Usage usage(month);
  usage.Work("2026-06-30", 900);
  usage.Work("2026-07-10", 360);
  usage.Work("2026-08-10", 720);
  usage.Work("2026-09-10", 540);
  usage.Work("2026-10-10", 1200);
  const char* bills[] = {
      "work 0 x 150 = 0.00; 6 of 10 + 0 - 0: 0 beyond, 4 left",
      "work 0 x 150 = 0.00; 12 of 10 + 4 - 0: 0 beyond, 2 left",
      "work 0 x 150 = 0.00; 9 of 10 + 2 - 0: 0 beyond, 3 left",
      "work 7 x 150 = 1050.00; 20 of 10 + 3 - 0: 7 beyond, 0 left",
  };
  for (int i = 0; i < 4; ++i) {
    month.month = absl::CivilMonth(2026, 7) + i;
    EXPECT_EQ(Bill(month), bills[i]) << FormatMonth(month.month);
  }
}

// Also what happened long before any of the hours that are left.
TEST(AccountOf, KnowsTheWholePastOfItsLine) {
  Month month;
  month.SetPlan(Time("roll_over_periods: 36", "included { quantity: '1' }"));
  month.plan.set_effective_from("2020-11-01");
  Usage usage(month);
  usage.Work("2023-11-15", 1440);
  usage.Work("2023-11-15", 720);
  // These took the hours of the three years before, and none of those that are left.
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 0 of 1 + 35 - 0: 0 beyond, 36 left");
}

TEST(AccountOf, TakesHoursBeyondOfTheNextPeriodFirst) {
  Month month;
  month.SetPlan(Time("", "included { quantity: '10' overage: OVERAGE_NEXT_PERIOD }"));
  month.plan.set_effective_from("2026-08-01");
  Usage usage(month);
  usage.Work("2026-08-10", 780);
  usage.Work("2026-09-10", 480);
  usage.Work("2026-10-10", 540);
  const char* bills[] = {
      "work 0 x 150 = 0.00; 13 of 10 + 0 - 0: 3 beyond, 0 left",
      "work 0 x 150 = 0.00; 8 of 10 + 0 - 3: 1 beyond, 0 left",
      "work 0 x 150 = 0.00; 9 of 10 + 0 - 1: 0 beyond, 0 left",
  };
  const char* entries[] = {"e1 0", "e1 0, e2 0", "e2 0, e3 0"};
  for (int i = 0; i < 3; ++i) {
    month.month = absl::CivilMonth(2026, 8) + i;
    EXPECT_EQ(Bill(month), bills[i]) << FormatMonth(month.month);
    EXPECT_EQ(EntriesOf(month), entries[i]);
  }
}

TEST(AccountOf, BillsCarriedHoursWhenThePlanStartsToBillThem) {
  Month month;
  month.SetPlan(Time("", "included { quantity: '10' overage: OVERAGE_NEXT_PERIOD }"));
  month.SetPlanFrom("2026-10-01", Time("", "included { quantity: '1' }"));
  Usage usage(month);
  usage.Work("2026-09-10", 780);
  usage.Work("2026-10-10", 60);
  EXPECT_EQ(Bill(month), "work 3 x 150 = 450.00; 1 of 1 + 0 - 3: 3 beyond, 0 left");
  EXPECT_EQ(EntriesOf(month), "e1 2, e2 1");
}

TEST(AccountOf, FlagsHoursThatNobodyPaysFor) {
  Month month;
  month.SetPlan(Time("", "included { quantity: '10' overage: OVERAGE_FLAG }"));
  Usage usage(month);
  usage.Work("2026-10-10", 600);
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), "");
  usage.Work("2026-10-11", 165);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00 [overage]; 12.75 of 10 + 0 - 0: 2.75 beyond, 0 left");
  EXPECT_EQ(month.Draft().lines(0).flags(0).detail(),
            "2.75 hours more than the 10 included, not billed");
  EXPECT_FALSE(IsBlocked(month.Draft()));

  // Hours that are carried on into nothing.
  month.SetPlan(Time("", "included { quantity: '10' overage: OVERAGE_NEXT_PERIOD }"));
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), "");
  month.SetPlanFrom("2026-11-01", "");
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [overage]");
  EXPECT_EQ(month.Draft().lines(0).flags(0).detail(),
            "2.75 hours more than the 10 included, not billed, and there is no next period to take "
            "them from");
}

// What earlier periods included, and what became of more, is what the plans of then said.
TEST(AccountOf, DoesNotIncludeInThePastWhatOnlyALaterPlanIncludes) {
  Month month;
  month.SetPlan(Time(""));
  month.SetPlanFrom("2026-10-01", Time("roll_over_periods: 12", "included { quantity: '10' }"));
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 0 of 10 + 0 - 0: 0 beyond, 10 left");
  month.SetPlan(Time("", "included { quantity: '1' }"));
  month.later_plans[0].mutable_lines(0)->mutable_included()->set_overage(v1::OVERAGE_NEXT_PERIOD);
  Usage(month).Work("2026-09-10", 600);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 0 of 10 + 0 - 0: 0 beyond, 10 left");
}

TEST(AccountOf, IncludesAPeriodsHoursOnceWhenThePlanChangesInsideIt) {
  Month month;
  Usage usage(month);
  usage.Work("2026-10-10", 540);
  usage.Work("2026-10-20", 540);
  constexpr char kIncluded[] = "proration: PRORATION_BY_DAY included { quantity: '10' }";
  month.SetPlan(Time("", kIncluded));
  month.SetPlanFrom("2026-10-16", Time("increment_minutes: 15", kIncluded));
  EXPECT_EQ(Bill(month),
            "work 0 x 150 = 0.00; 9 of 10 + 0 - 0: 0 beyond, 0 left\n"
            "work.2 8 x 150 = 1200.00; 9 of 0 + 1 - 0: 8 beyond, 0 left");

  // 10 x 15/31 and 10 x 16/31.
  constexpr char kProrated[] =
      "proration: PRORATION_BY_DAY included { quantity: '10' prorated: true }";
  month.SetPlan(Time("", kProrated));
  month.later_plans.clear();
  month.SetPlanFrom("2026-10-16", Time("increment_minutes: 15", kProrated));
  EXPECT_EQ(Bill(month),
            "work 4.16129 x 150 = 624.19; 9 of 150/31 + 0 - 0: 129/31 beyond, 0 left\n"
            "work.2 3.83871 x 150 = 575.81; 9 of 160/31 + 0 - 0: 119/31 beyond, 0 left");
}

Fraction SumOfLines(const v1::DraftContent& content) {
  Fraction sum;
  for (const v1::DraftLine& rated : content.lines()) sum = sum + QuantityOf(rated.line());
  return sum;
}

// Reads a decimal or a fraction.
Fraction NumberOf(const std::string& text) {
  v1::Line line;
  (absl::StrContains(text, '/') ? line.mutable_exact_quantity() : line.mutable_quantity())
      ->assign(text);
  return QuantityOf(line);
}

Fraction SumOfEntries(const v1::DraftContent& content) {
  Fraction sum;
  for (const v1::DraftLine& rated : content.lines()) {
    for (const v1::BilledEntry& entry : rated.line().entries()) {
      sum = sum + NumberOf(entry.quantity());
    }
  }
  return sum;
}

// Half a year of random work, billed month by month.
RC_GTEST_PROP(AccountOf, UsesNothingTwiceAndForgetsNothing, ()) {
  constexpr int kMonths = 6;
  const bool carries_on = *rc::gen::arbitrary<bool>();
  const bool is_total = *rc::gen::arbitrary<bool>();
  Month month;
  month.SetPlan(
      Time(absl::StrCat("roll_over_periods: ", *rc::gen::inRange(0, 4),
                        " increment_minutes: ", *rc::gen::elementOf(std::vector<int>{0, 6, 15, 60}),
                        " increment_scope: ", is_total ? "INCREMENT_SCOPE_TOTAL" : "0"),
           absl::StrCat("included { quantity: '", *rc::gen::inRange(0, 12),
                        "' overage: ", carries_on ? "OVERAGE_NEXT_PERIOD" : "OVERAGE_BILL", " }")));
  Usage usage(month);
  std::vector<Fraction> worked(kMonths);
  const int entries = *rc::gen::inRange(0, 30);
  for (int i = 0; i < entries; ++i) {
    const int day = *rc::gen::inRange(0, 181);
    const int minutes = *rc::gen::inRange(1, 600);
    const absl::CivilDay date = absl::CivilDay(2026, 1, 1) + day;
    const bool own_rate = *rc::gen::inRange(0, 3) == 0;
    usage.Work(FormatDate(date), minutes, own_rate ? "unit_price: '95'" : "");
    Fraction& sum = worked[static_cast<size_t>(date.month()) - 1];
    sum = sum + Fraction(minutes) / Fraction(60);
  }

  Fraction left;
  Fraction carried;
  for (size_t i = 0; i < kMonths; ++i) {
    month.month = absl::CivilMonth(2026, 1) + static_cast<int>(i);
    const v1::DraftContent content = month.Draft();
    const v1::HoursAccount& hours = content.lines(0).line().hours();
    const Fraction used = NumberOf(hours.used());
    const Fraction beyond = NumberOf(hours.beyond());
    const Fraction covered = used + carried - beyond;
    RC_ASSERT(used >= worked[i]);
    RC_ASSERT(NumberOf(hours.carried_in()) == carried);
    RC_ASSERT(NumberOf(hours.rolled_over()) == left);
    RC_ASSERT(covered >= Fraction());
    RC_ASSERT(covered + NumberOf(hours.remaining()) <= NumberOf(hours.included()) + left);
    RC_ASSERT(SumOfLines(content) == (carries_on ? Fraction() : beyond));
    RC_ASSERT(SumOfEntries(content) == SumOfLines(content));
    left = NumberOf(hours.remaining());
    carried = carries_on ? beyond : Fraction();
  }
}

// However the plan is cut into versions and the year into periods, each entry is billed once.
RC_GTEST_PROP(AccountOf, BillsEachEntryOnceAcrossPeriodsOfAnyCadence, ()) {
  const std::string cadence =
      absl::StrCat("proration: PRORATION_BY_DAY cadence { ",
                   *rc::gen::elementOf(std::vector<std::string>{
                       "months: 1", "months: 2 anchor: '2025-12-31'", "weeks: 1",
                       "weeks: 3 anchor: '2026-01-15'", "months: 3 anchor: '2026-02-28'"}),
                   " }");
  Month month;
  month.SetPlan(Time("", cadence) + Time("kind: TIME_KIND_TICKET", cadence, "tickets"));
  const absl::CivilDay change = absl::CivilDay(2026, 1, 2) + *rc::gen::inRange(0, 300);
  month.SetPlanFrom(FormatDate(change), Time("kind: TIME_KIND_TICKET", cadence, "tickets") +
                                            Time("increment_minutes: 1", cadence));
  Usage usage(month);
  std::map<std::string, Fraction> expected;
  const int entries = *rc::gen::inRange(0, 20);
  for (int i = 1; i <= entries; ++i) {
    const absl::CivilDay date = absl::CivilDay(2026, 1, 1) + *rc::gen::inRange(0, 365);
    const int minutes = *rc::gen::inRange(1, 600);
    usage.Work(FormatDate(date), minutes, *rc::gen::arbitrary<bool>() ? "ticket: 'T1'" : "");
    expected[absl::StrCat("e", i)] = Fraction(minutes) / Fraction(60);
  }

  std::map<std::string, Fraction> billed;
  month.month = absl::CivilMonth(2026, 1);
  for (; month.month < absl::CivilMonth(2027, 6); ++month.month) {
    const v1::DraftContent content = month.Draft();
    for (const v1::DraftLine& rated : content.lines()) {
      for (const v1::BilledEntry& entry : rated.line().entries()) {
        billed[entry.entry_id()] = billed[entry.entry_id()] + NumberOf(entry.quantity());
      }
    }
  }
  RC_ASSERT(billed == expected);
}

}  // namespace
}  // namespace tally
