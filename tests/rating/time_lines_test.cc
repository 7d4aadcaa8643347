#include "ledger/rating/time_lines.h"

#include <gtest/gtest.h>

#include "ledger/base/refusal.h"
#include "rating/worked.h"

namespace tally {
namespace {

TEST(RateTime, U12Overage) {
  Month month;
  month.SetPlan(Time("", "included { quantity: '10' }"));
  Usage usage(month);
  usage.Work("2026-10-20", 240);
  usage.Work("2026-10-05", 525);
  EXPECT_EQ(Bill(month), "work 2.75 x 150 = 412.50; 12.75 of 10 + 0 - 0: 2.75 beyond, 0 left");
  // The work of the earlier day uses up what is included first.
  EXPECT_EQ(EntriesOf(month), "e2 0, e1 2.75");
}

TEST(RateTime, U13Increments) {
  struct Row {
    const char* time;
    const char* bill;
  };
  const Row rows[] = {
      {"increment_minutes: 15", "work 4.25 x 120 = 510.00"},
      {"increment_minutes: 60", "work 5 x 120 = 600.00"},
      {"increment_minutes: 10", "work 4.166667 x 120 = 500.00"},
      {"", "work 4.166667 x 120 = 500.00"},
      {"increment_minutes: 1440", "work 24 x 120 = 2880.00"},
  };
  for (const auto& [time, bill] : rows) {
    Month month;
    month.SetPlan(Time(time));
    month.plan.mutable_lines(0)->mutable_held()->set_unit_price("120.00");
    Usage(month).Work("2026-10-07", 250);
    EXPECT_EQ(Printed(month.Draft().lines(0).line()), bill) << time;
  }
}

TEST(RateTime, RoundsEntriesOrTheirSumAtOneRate) {
  Month month;
  Usage usage(month);
  usage.Work("2026-10-07", 10, "unit_price: '90'");
  usage.Work("2026-10-07", 10);
  usage.Work("2026-10-08", 10);
  usage.Work("2026-10-09", 20);
  month.SetPlan(Time("increment_minutes: 15"));
  EXPECT_EQ(Bill(month),
            "work 0.25 x 90 = 22.50; 1.25 of 0 + 0 - 0: 1.25 beyond, 0 left\n"
            "work.2 1 x 150 = 150.00");
  EXPECT_EQ(EntriesOf(month), "e1 0.25; e2 0.25, e3 0.25, e4 0.5");
  month.SetPlan(Time("increment_minutes: 15 increment_scope: INCREMENT_SCOPE_TOTAL"));
  EXPECT_EQ(Bill(month),
            "work 0.25 x 90 = 22.50; 1 of 0 + 0 - 0: 1 beyond, 0 left\n"
            "work.2 0.75 x 150 = 112.50");
  // The last entry has what the sum is rounded up by: 20 minutes and 5.
  EXPECT_EQ(EntriesOf(month), "e1 0.25; e2 1/6, e3 1/6, e4 5/12");
}

TEST(RateTime, TakesTheRateOfTheEntryThenOfItsProjectThenOfTheLine) {
  Month month;
  month.SetPlan(
      Time("rates { project: 'move' unit_price: '110' } "
           "rates { project: 'web' unit_price: '150.00' }"));
  Usage usage(month);
  usage.Work("2026-10-01", 60, "project: 'move' unit_price: '95.50'");
  usage.Work("2026-10-02", 60, "project: 'move'");
  usage.Work("2026-10-03", 60, "project: 'other'");
  usage.Work("2026-10-04", 60, "project: 'web'");
  usage.Work("2026-10-05", 60, "unit_price: '110.0'");
  EXPECT_EQ(Bill(month),
            "work 1 x 95.5 = 95.50; 5 of 0 + 0 - 0: 5 beyond, 0 left\n"
            "work.2 2 x 110 = 220.00\n"
            "work.3 2 x 150 = 300.00");
  EXPECT_EQ(EntriesOf(month), "e1 1; e2 1, e5 1; e3 1, e4 1");
  EXPECT_EQ(month.Draft().lines(1).line().plan_line_id(), "work");
  EXPECT_TRUE(
      IsSame(Parse<v1::BilledEntry>("source_id: 'desk' entry_id: 'e2' position: 2 quantity: '1'"),
             month.Draft().lines(1).line().entries(0)));
}

TEST(RateTime, TakesThePriceOfWhatIsBeyondBeforeTheLines) {
  Month month;
  month.SetPlan(Time("rates { project: 'move' unit_price: '110' }",
                     "included { quantity: '1' unit_price: '180' }"));
  Usage usage(month);
  usage.Work("2026-10-01", 90);
  usage.Work("2026-10-02", 60, "project: 'move'");
  EXPECT_EQ(Bill(month),
            "work 0.5 x 180 = 90.00; 2.5 of 1 + 0 - 0: 1.5 beyond, 0 left\n"
            "work.2 1 x 110 = 110.00");
}

// The first of a rate that is needed gives the first line, also if work at another was included.
TEST(RateTime, HasNoLineForARateOfWhichAllIsIncluded) {
  Month month;
  month.SetPlan(Time("", "included { quantity: '2' }"));
  Usage usage(month);
  usage.Work("2026-10-01", 90, "unit_price: '95'");
  usage.Work("2026-10-02", 60);
  EXPECT_EQ(Bill(month), "work 0.5 x 150 = 75.00; 2.5 of 2 + 0 - 0: 0.5 beyond, 0 left");
  EXPECT_EQ(EntriesOf(month), "e1 0, e2 0.5");
}

TEST(RateTime, PricesHoursBeyondByTiers) {
  constexpr char kTiers[] =
      "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '2' unit_price: '200' } "
      "         tiers { unit_price: '100' } }";
  Month month;
  month.SetPlan(Time("", absl::StrCat(kTiers, " included { quantity: '1' }")));
  EXPECT_EQ(Bill(month), "work 0 x 0 = 0.00; 0 of 1 + 0 - 0: 0 beyond, 0 left");
  Usage usage(month);
  usage.Work("2026-10-01", 210);
  usage.Work("2026-10-02", 60, "unit_price: '90'");
  usage.Work("2026-10-03", 90);
  EXPECT_EQ(Bill(month),
            "work 4 x 150 = 600.00; 6 of 1 + 0 - 0: 5 beyond, 0 left\n"
            "work.2 1 x 90 = 90.00");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("tiers { quantity: '2' unit_price: '200' flat_fee: '0' } "
                                     "tiers { quantity: '2' unit_price: '100' flat_fee: '0' }"),
                     month.Draft().lines(0).line()));

  // A person's quantity is priced by the tiers again, a person's price goes before them.
  month.reviewed =
      Parse<v1::DraftContent>("lines { line { line_id: 'work' } override { quantity: '3' } }");
  EXPECT_EQ(Printed(month.Draft().lines(0).line()), "work 3 x 166.666667 = 500.00");
  month.reviewed =
      Parse<v1::DraftContent>("lines { line { line_id: 'work' } override { unit_price: '10' } }");
  EXPECT_EQ(Printed(month.Draft().lines(0).line()), "work 4 x 10 = 40.00");
  EXPECT_EQ(month.Draft().lines(0).line().tiers_size(), 0);
}

TEST(RateTime, BillsTheEntriesThatItsLineNames) {
  struct Row {
    const char* time;
    const char* entries;
  };
  const Row rows[] = {
      {"", "e1 1, e2 1, e3 1, e4 1"},
      {"kind: TIME_KIND_ANY", "e1 1, e2 1, e3 1, e4 1"},
      {"kind: TIME_KIND_TICKET", "e2 1, e4 1"},
      {"kind: TIME_KIND_PROJECT", "e3 1, e4 1"},
      {"projects: 'move'", "e3 1"},
      {"kind: TIME_KIND_TICKET projects: 'move' projects: 'web'", "e4 1"},
      {"projects: 'other'", ""},
  };
  for (const auto& [time, entries] : rows) {
    Month month;
    month.SetPlan(Time(time));
    Usage usage(month);
    usage.Work("2026-10-01", 60);
    usage.Work("2026-10-01", 60, "ticket: 'T1'");
    usage.Work("2026-10-01", 60, "project: 'move'");
    usage.Work("2026-10-31", 60, "ticket: 'T1' project: 'web'");
    usage.Work("2026-10-02", 60, "ticket: 'T1' project: 'move' not_billable: true");
    usage.Work("2026-09-30", 60, "ticket: 'T1' project: 'move'");
    usage.Work("2026-11-01", 60, "ticket: 'T1' project: 'move'");
    EXPECT_EQ(EntriesOf(month), entries) << time;
  }
}

TEST(RateTime, BillsEachEntryByTheFirstLineThatTakesIt) {
  const std::string tickets = Time("kind: TIME_KIND_TICKET", "", "tickets");
  const std::string projects = Time("kind: TIME_KIND_PROJECT", "", "projects");
  Month month;
  Usage usage(month);
  usage.Work("2026-10-01", 60, "ticket: 'T1' project: 'move'");
  usage.Work("2026-10-02", 120, "project: 'move'");
  month.SetPlan(tickets + projects + Time(""));
  EXPECT_EQ(EntriesOf(month), "e1 1; e2 2; ");
  month.SetPlan(projects + tickets);
  EXPECT_EQ(EntriesOf(month), "e1 1, e2 2; ");
  // A line that does not live on the day takes nothing.
  month.SetPlan(tickets);
  month.SetPlanFrom("2026-11-01", projects + tickets);
  EXPECT_EQ(EntriesOf(month), "e1 1");
}

TEST(RateTime, BillsEachPeriodOfItsCadence) {
  Month month;
  Usage usage(month);
  usage.Work("2026-09-30", 60);
  usage.Work("2026-10-06", 120);
  usage.Work("2026-10-14", 180);
  month.SetPlan(Time("", "cadence { weeks: 2 anchor: '2026-09-21' } included { quantity: '2' }"));
  EXPECT_EQ(Bill(month),
            "work 0 x 150 = 0.00; 1 of 2 + 0 - 0: 0 beyond, 0 left\n"
            "work.2 3 x 150 = 450.00; 5 of 2 + 0 - 0: 3 beyond, 0 left");
  month.SetPlan(Time("", "cadence { months: 3 } included { quantity: '2' }"));
  EXPECT_EQ(month.Draft().lines_size(), 0);
  month.month = absl::CivilMonth(2026, 9);
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 1 of 2 + 0 - 0: 0 beyond, 0 left");
}

TEST(RateTime, HasALineWithoutAnyWork) {
  Month month;
  month.SetPlan(Time(""));
  EXPECT_EQ(Bill(month), "work 0 x 150 = 0.00; 0 of 0 + 0 - 0: 0 beyond, 0 left");
  month.plan.mutable_lines(0)->mutable_held()->set_unit_price("0");
  EXPECT_EQ(Printed(month.Draft().lines(0).flags()), " [zero_price]");
}

TEST(RateTime, BillsWhatAPersonSaid) {
  Month month;
  month.SetPlan(Time(""));
  Usage usage(month);
  usage.Work("2026-10-06", 100);
  usage.Work("2026-10-06", 60, "unit_price: '90'");
  month.reviewed = Parse<v1::DraftContent>(
      "lines { line { line_id: 'work' } override { quantity: '1.5' } } "
      "lines { line { line_id: 'work.2' } override { unit_price: '80' } }");
  EXPECT_EQ(Bill(month),
            "work 1.5 x 150 = 225.00; 8/3 of 0 + 0 - 0: 8/3 beyond, 0 left\n"
            "work.2 1 x 80 = 80.00");
}

TEST(RateTime, RefusesWhatDoesNotFit) {
  for (const char* price :
       {"held { unit_price: '1000000000' }",
        "tiered { mode: TIER_MODE_GRADUATED tiers { unit_price: '1000000000' } }"}) {
    Month month;
    month.customer.set_currency("CLF");
    month.SetPlan(absl::StrCat("lines { line_id: 'work' item_id: 'stamp' time {} ", price, " }"));
    Usage usage(month);
    for (int i = 0; i < 40'000; ++i) usage.Work("2026-10-06", 1440);
    const auto refusal = RefusalOf(month.TryDraft().status());
    ASSERT_TRUE(refusal) << price;
    EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
    EXPECT_EQ(refusal->field(), "line work");
  }
}

}  // namespace
}  // namespace tally
