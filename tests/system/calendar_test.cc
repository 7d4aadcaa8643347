// The billing calendar: months are run by themselves, once and in order, whatever the clock does.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "ledger/calendar/date.h"
#include "system/support/story.h"

namespace tally {
namespace {

class Calendar : public Story {
 protected:
  // Alpha's drafts are approved by themselves, Beta's are not. Both have one seat a month.
  void DefineProvider(absl::string_view calendar) {
    const std::string numbers = "number_pattern: 'BILL-{NNN}' ";
    DefineMsp(numbers);
    DefineCustomer("alpha", "auto_approve: true");
    DefineCustomer("beta");
    for (const char* customer : {"alpha", "beta"}) {
      SetPlan(customer, FixedLine("seat", "1", "10"));
    }
    // From here on months are run.
    DefineMsp(absl::StrCat(numbers, "calendar { ", calendar, " }"));
  }

  // Lets the clock stand at `instant`, and waits until nothing is due any more.
  void LiveUntil(absl::string_view instant) {
    daemon_.At(instant);
    daemon_.AwaitCalendars();
  }

  // The runs by their order, such as `2026-10.1`; those of the calendar with a star.
  std::vector<std::string> Runs() {
    const auto page = Do<v1::ListRuns>("org_id: 'msp' page_size: 1000");
    std::vector<std::string> runs;
    for (const v1::Run& run : page.runs()) {
      runs.insert(runs.begin(), absl::StrCat(run.run_id(), run.automatic() ? "*" : ""));
    }
    return runs;
  }

  std::string StatusOf(absl::string_view customer, absl::string_view month) {
    return v1::DraftStatus_Name(Draft(customer, month).status());
  }
};

using Texts = std::vector<std::string>;

TEST_F(Calendar, RunsTheMonthBeforeAtMidnightOfItsDay) {
  daemon_.At("2026-11-04T23:59:59Z");
  DefineProvider("day: 5 first_month: '2026-10'");
  daemon_.AwaitCalendars();
  EXPECT_EQ(Runs(), Texts());

  LiveUntil("2026-11-05T00:00:00Z");
  EXPECT_EQ(Runs(), Texts({"2026-10.1*"}));
  const v1::Run run = Do<v1::GetRun>("org_id: 'msp' run_id: '2026-10.1'");
  EXPECT_EQ(run.started_by(), "tallyd");
  EXPECT_EQ(run.drafted(), 2U);
  EXPECT_EQ(Draft("alpha", "2026-10").invoice_number(), "BILL-001");
  EXPECT_EQ(Invoice("BILL-001").invoice().approved_by(), "tallyd");
  EXPECT_EQ(StatusOf("beta", "2026-10"), "DRAFT_STATUS_IN_REVIEW");

  LiveUntil("2026-12-04T23:00:00Z");
  EXPECT_EQ(Runs().size(), 1U);
  LiveUntil("2026-12-05T00:00:00Z");
  EXPECT_EQ(Runs(), Texts({"2026-10.1*", "2026-11.1*"}));
}

TEST_F(Calendar, StartsWhenItIsDefined) {
  DefineProvider("day: 1 first_month: '2026-10'");
  daemon_.AwaitCalendars();
  EXPECT_EQ(Runs(), Texts({"2026-10.1*"}));
}

TEST_F(Calendar, CatchesUpInOrderAfterTheDaemonWasDown) {
  daemon_.At("2026-11-01T00:00:00Z");
  DefineProvider("day: 2 first_month: '2026-10'");
  daemon_.Stop();
  daemon_.At("2027-02-01T12:00:00Z");
  daemon_.Restart();
  client_ = daemon_.NewClient();
  daemon_.AwaitCalendars();
  EXPECT_EQ(Runs(), Texts({"2026-10.1*", "2026-11.1*", "2026-12.1*"}));
  // Invoices too: each month is approved before the next is run.
  EXPECT_EQ(Draft("alpha", "2026-10").invoice_number(), "BILL-001");
  EXPECT_EQ(Draft("alpha", "2026-12").invoice_number(), "BILL-003");

  daemon_.Restart();
  client_ = daemon_.NewClient();
  daemon_.AwaitCalendars();
  EXPECT_EQ(Runs().size(), 3U);
}

TEST_F(Calendar, RunsAMonthOnceAfterAPersonRanIt) {
  DefineProvider("day: 10 first_month: '2026-10'");
  Run("2026-10");
  LiveUntil("2026-11-10T00:00:00Z");
  EXPECT_EQ(Runs(), Texts({"2026-10.1", "2026-10.2*"}));
  // What a person's run made, a person approves.
  EXPECT_EQ(StatusOf("alpha", "2026-10"), "DRAFT_STATUS_IN_REVIEW");
  EXPECT_EQ(OutcomesOf(Do<v1::GetRun>("org_id: 'msp' run_id: '2026-10.2'")).outcomes(0).detail(),
            "already drafted, in review");
  EXPECT_EQ(Run("2026-10").run_id(), "2026-10.3");
}

TEST_F(Calendar, LeavesWhatIsFlaggedToAPerson) {
  DefineProvider("day: 1 first_month: '2026-09'");
  daemon_.AwaitCalendars();
  EXPECT_EQ(StatusOf("alpha", "2026-10"), "DRAFT_STATUS_APPROVED");
  SetPlan("alpha", FixedLine("seat", "9", "10"), "2026-11-01");
  LiveUntil("2026-12-01T00:00:00Z");
  EXPECT_EQ(StatusOf("alpha", "2026-11"), "DRAFT_STATUS_IN_REVIEW");
  EXPECT_EQ(Draft("alpha", "2026-11").content().lines(0).flags(0).kind(),
            v1::FLAG_KIND_QUANTITY_JUMP);

  // Once a person has looked at it, it stays with the person.
  Do<v1::WaiveDraftFlag>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-11' line_id: 'seat' "
      "flag: FLAG_KIND_QUANTITY_JUMP reason: 'they grew'");
  daemon_.Restart();
  client_ = daemon_.NewClient();
  daemon_.AwaitCalendars();
  EXPECT_EQ(StatusOf("alpha", "2026-11"), "DRAFT_STATUS_IN_REVIEW");
  // The next month has the same quantity.
  LiveUntil("2027-01-01T00:00:00Z");
  EXPECT_EQ(StatusOf("alpha", "2026-12"), "DRAFT_STATUS_APPROVED");
}

TEST_F(Calendar, OfEachOrgGoesByItsOwnClock) {
  daemon_.At("2026-10-31T22:30:00Z");
  for (const char* zone : {"America/New_York", "Europe/Paris", "Europe/London"}) {
    const absl::string_view name = absl::string_view(zone);
    const std::string org_id = absl::AsciiStrToLower(name.substr(name.find('/') + 1));
    Do<v1::DefineOrg>(absl::StrCat("org { org_id: '", org_id, "' name: 'X' currency: 'USD' ",
                                   "time_zone: '", zone,
                                   "' calendar { day: 1 first_month: '2026-10' } }"));
  }
  daemon_.AwaitCalendars();
  const auto runs = [&] {
    std::map<std::string, int> by_org;
    const auto orgs = Do<v1::ListOrgs>("");
    for (const v1::Org& org : orgs.orgs()) {
      const auto page = Do<v1::ListRuns>(absl::StrCat("org_id: '", org.org_id(), "'"));
      if (page.runs_size() > 0) by_org[org.org_id()] = page.runs_size();
    }
    return by_org;
  };
  EXPECT_EQ(runs(), (std::map<std::string, int>{}));
  LiveUntil("2026-10-31T23:00:00Z");
  EXPECT_EQ(runs(), (std::map<std::string, int>{{"paris", 1}}));
  LiveUntil("2026-11-01T04:00:00Z");
  EXPECT_EQ(runs().size(), 3U);
}

TEST_F(Calendar, TakesNoRunFromCallersThatSaysItIsAutomatic) {
  DefineProvider("day: 28 first_month: '2026-10'");
  Refused<v1::StartRun>("org_id: 'msp' month: '2026-10' automatic: true", v1::REASON_FIELD_INVALID,
                        "automatic");
  Refused<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' "
      "  calendar { day: 29 first_month: '2026-10' } }",
      v1::REASON_FIELD_INVALID, "org.calendar.day");
  Refused<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' calendar { day: 2 } }",
      v1::REASON_FIELD_MISSING, "org.calendar.first_month");
}

uint64_t Seed() {
  const char* given = std::getenv("TALLY_SEED");
  const uint64_t seed = given == nullptr ? 2026 : std::strtoull(given, nullptr, 10);
  std::cout << "TALLY_SEED=" << seed << std::endl;
  return seed;
}

// Any clock, forwards and with jumps, and any restarts: each due month once and in order, and each
// of Alpha's months invoiced once.
TEST_F(Calendar, RunsEachDueMonthOnceUnderAnyClock) {
  std::mt19937_64 random(Seed());
  daemon_.At("2026-01-01T00:00:00Z");
  DefineProvider("day: 3 first_month: '2026-01'");
  absl::Time now = InstantOf("2026-01-01T00:00:00Z");
  absl::Time latest = now;
  constexpr int kSteps = 20;
  constexpr int kDays[] = {0, 1, 27, 31, 40, 62, 100, -1, -35, -90};
  for (int step = 0; step < kSteps; ++step) {
    now += absl::Hours(24 * kDays[random() % std::size(kDays)]);
    // In the end there is something to catch up with.
    if (step == kSteps - 1) now = latest + absl::Hours(24 * 200);
    latest = std::max(latest, now);
    daemon_.At(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
    if (random() % 3 == 0) {
      daemon_.Restart();
      client_ = daemon_.NewClient();
    }
    daemon_.AwaitCalendars();
  }
  Texts expected;
  absl::CivilMonth month(2026, 1);
  for (; absl::FromCivil(absl::CivilDay(month + 1) + 2, absl::UTCTimeZone()) <= latest;
       month += 1) {
    expected.push_back(absl::StrCat(FormatMonth(month), ".1*"));
  }
  ASSERT_GE(expected.size(), 5U) << "the clock did not get on enough to show anything";
  EXPECT_EQ(Runs(), expected);
  EXPECT_EQ(Do<v1::ListInvoices>("org_id: 'msp' page_size: 1000").invoices_size(),
            static_cast<int>(expected.size()));
}

}  // namespace
}  // namespace tally
