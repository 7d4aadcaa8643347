#include "ledger/deciders/billing_calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/runs.h"
#include "support/scenario.h"

namespace tally {
namespace {

constexpr char kByDaemon[] = "request_id: 'calendar 1' automatic: true org_id: 'msp' ";

std::string OrgWith(absl::string_view zone, absl::string_view calendar) {
  return absl::StrCat("org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: '", zone, "' ",
                      calendar, " }");
}

// An org whose calendar runs months on `day` from `first_month` on.
Scenario With(absl::string_view zone, int day, absl::string_view first_month) {
  Scenario scenario;
  scenario.GivenCommand<v1::DefineOrg>(
      OrgWith(zone, absl::StrCat("calendar { day: ", day, " first_month: '", first_month, "' }")));
  return scenario;
}

std::optional<CalendarMonth> Next(const Scenario& scenario) {
  return NextOfCalendar(scenario.books(), *scenario.books().orgs.Find("msp"));
}

void RunByCalendar(Scenario& scenario, const std::string& month) {
  scenario.GivenCommand<v1::StartRun>(absl::StrCat(kByDaemon, "month: '", month, "'"));
  const auto runs = scenario.books().runs_of_months.Find("msp", month);
  scenario.Given(
      absl::StrCat("run_completed { org_id: 'msp' run_id: '", runs->run_id_under_way(), "' }"));
}

TEST(BillingCalendar, RunsAMonthAtMidnightOfItsDayInTheMonthAfter) {
  struct Row {
    const char* zone;
    int day;
    const char* first_month;
    const char* due;
  };
  const Row rows[] = {
      {"UTC", 1, "2026-10", "2026-11-01T00:00:00Z"},
      {"UTC", 28, "2026-01", "2026-02-28T00:00:00Z"},
      {"UTC", 5, "2026-12", "2027-01-05T00:00:00Z"},
      {"Europe/Paris", 1, "2026-06", "2026-06-30T22:00:00Z"},
      {"America/New_York", 1, "2026-11", "2026-12-01T05:00:00Z"},
      // Clocks skip midnight, and a day.
      {"America/Sao_Paulo", 4, "2018-10", "2018-11-04T03:00:00Z"},
      {"Pacific/Apia", 28, "2011-11", "2011-12-28T10:00:00Z"},
  };
  for (const auto& [zone, day, first_month, due] : rows) {
    SCOPED_TRACE(due);
    const Scenario scenario = With(zone, day, first_month);
    const auto next = Next(scenario);
    ASSERT_TRUE(next);
    EXPECT_EQ(FormatMonth(next->month), first_month);
    EXPECT_EQ(next->due, InstantOf(due));
  }
}

TEST(BillingCalendar, HasNothingDueForOrgsWithoutOne) {
  Scenario scenario;
  scenario.GivenCommand<v1::DefineOrg>(OrgWith("UTC", ""));
  EXPECT_FALSE(Next(scenario));
  EXPECT_FALSE(LastRunOfCalendar(scenario.books(), "msp"));
}

TEST(BillingCalendar, GoesOnWithTheFirstMonthThatItHasNotRun) {
  Scenario scenario = With("UTC", 1, "2026-08");
  RunByCalendar(scenario, "2026-08");
  RunByCalendar(scenario, "2026-09");
  EXPECT_EQ(FormatMonth(Next(scenario)->month), "2026-10");
  EXPECT_EQ(LastRunOfCalendar(scenario.books(), "msp")->run_id(), "2026-09.1");

  // Moved back, it runs what is missing, and nothing twice.
  scenario.GivenCommand<v1::DefineOrg>(
      OrgWith("UTC", "calendar { day: 1 first_month: '2026-07' }"));
  RunByCalendar(scenario, "2026-07");
  EXPECT_EQ(FormatMonth(Next(scenario)->month), "2026-10");
}

TEST(BillingCalendar, RunsAMonthAlthoughAPersonRanIt) {
  Scenario scenario = With("UTC", 1, "2026-10");
  scenario.GivenCommand<v1::StartRun>("org_id: 'msp' month: '2026-10'")
      .Given("run_completed { org_id: 'msp' run_id: '2026-10.1' }");
  RunByCalendar(scenario, "2026-10");
  EXPECT_EQ(LastRunOfCalendar(scenario.books(), "msp")->run_id(), "2026-10.2");
  EXPECT_EQ(FormatMonth(Next(scenario)->month), "2026-11");
}

TEST(BillingCalendar, MarksItsRuns) {
  With("UTC", 1, "2026-10")
      .When<v1::StartRun>(absl::StrCat(kByDaemon, "month: '2026-10'"))
      .Then("run_started { org_id: 'msp' run_id: '2026-10.1' month: '2026-10' automatic: true }");
}

TEST(BillingCalendar, RefusesWhatIsNotNextAndDue) {
  struct Row {
    std::string command;
    const char* field;
  };
  const Row rows[] = {
      {"request_id: 'calendar-1' automatic: true org_id: 'msp' month: '2026-09'", "automatic"},
      {absl::StrCat(kByDaemon, "month: '2026-08'"), "month"},
      {absl::StrCat(kByDaemon, "month: '2026-10'"), "month"},
      {absl::StrCat(kByDaemon, "month: '2026-07'"), "month"},
  };
  for (const auto& [command, field] : rows) {
    SCOPED_TRACE(command);
    Scenario scenario = With("UTC", 5, "2026-08");
    RunByCalendar(scenario, "2026-08");
    scenario.When<v1::StartRun>(command).Refused(v1::REASON_FIELD_INVALID, field);
  }
  Scenario early = With("UTC", 5, "2026-10");
  early.When<v1::StartRun>(absl::StrCat(kByDaemon, "month: '2026-10'"))
      .Refused(v1::REASON_FIELD_INVALID, "month");
  Scenario some = With("UTC", 1, "2026-10");
  some.When<v1::StartRun>(absl::StrCat(kByDaemon, "month: '2026-10' customer_ids: 'a'"))
      .Refused(v1::REASON_FIELD_INVALID, "customer_ids");
  Scenario none;
  none.GivenCommand<v1::DefineOrg>(OrgWith("UTC", ""))
      .When<v1::StartRun>(absl::StrCat(kByDaemon, "month: '2026-10'"))
      .Refused(v1::REASON_FIELD_INVALID, "month");
}

TEST(BillingCalendar, HasADayThatEveryMonthHas) {
  Scenario scenario;
  scenario.When<v1::DefineOrg>(OrgWith("UTC", "calendar { day: 29 first_month: '2026-10' }"))
      .Refused(v1::REASON_FIELD_INVALID, "org.calendar.day");
}

// Months of the calendar's runs, by when they started.
struct Started {
  std::string month;
  absl::Time at;
};

// Does at `now` what the daemon does whenever it looks.
void CatchUp(Scenario& scenario, absl::Time now, std::vector<Started>& started) {
  for (auto next = Next(scenario); next && next->due <= now; next = Next(scenario)) {
    const std::string month = FormatMonth(next->month);
    RunByCalendar(scenario, month);
    RC_ASSERT(!testing::Test::HasFailure());
    started.push_back({month, now});
  }
}

// Whenever clocks are looked at, forwards or with jumps: each due month is run once, in order.
RC_GTEST_PROP(BillingCalendarProperty, RunsEachDueMonthOnceAndInOrder, ()) {
  const std::string zone =
      *rc::gen::element<std::string>("UTC", "America/New_York", "Europe/Paris", "Pacific/Apia");
  const int day = *rc::gen::inRange(1, 29);
  const absl::CivilMonth first =
      absl::CivilMonth(2010, 1) + *rc::gen::inRange<absl::civil_diff_t>(0, 30);
  Scenario scenario = With(zone, day, FormatMonth(first));
  std::vector<Started> started;
  absl::Time now = InstantOf("2011-01-01T00:00:00Z");
  absl::Time latest = absl::InfinitePast();
  const int looks = *rc::gen::inRange(1, 25);
  for (int i = 0; i < looks; ++i) {
    const int days = *rc::gen::element(0, 1, 3, 29, 31, 100, -1, -40, -400);
    now += absl::Hours(24 * days + *rc::gen::inRange(-24, 25));
    scenario.At(absl::FormatTime(absl::RFC3339_sec, now, absl::UTCTimeZone()));
    now = scenario.now();
    // A person runs a month that is over, whichever.
    const std::string month = FormatMonth(first + *rc::gen::inRange<absl::civil_diff_t>(0, 12));
    const bool is_over =
        FirstInstantOf(absl::CivilDay(*ParseMonth(month) + 1), *FindZone(zone)) <= now;
    if (is_over && *rc::gen::arbitrary<bool>()) {
      scenario.GivenCommand<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
      const auto runs = scenario.books().runs_of_months.Find("msp", month);
      scenario.Given(
          absl::StrCat("run_completed { org_id: 'msp' run_id: '", runs->run_id_under_way(), "' }"));
    }
    CatchUp(scenario, now, started);
    latest = std::max(latest, now);
  }
  absl::CivilMonth expected = first;
  for (const Started& each : started) {
    RC_ASSERT(each.month == FormatMonth(expected));
    const absl::CivilMonth after = expected + 1;
    const absl::CivilDay due(after.year(), after.month(), day);
    RC_ASSERT(each.at >= FirstInstantOf(due, *FindZone(zone)));
    expected += 1;
  }
  RC_ASSERT(Next(scenario)->month == expected);
  RC_ASSERT(Next(scenario)->due > latest);
}

}  // namespace
}  // namespace tally
