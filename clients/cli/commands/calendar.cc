#include "clients/cli/show/calendar.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/reports/trials.pb.h"
#include "clients/cli/rpc/pages.h"
#include "ledger/calendar/date.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {
namespace {

struct NoOptions {};

// Fills in what is run next: the first month that is not among the runs of the report.
void TellNext(const v1::Org& org, cli::CalendarReport& report) {
  const auto first = ParseMonth(org.calendar().first_month());
  if (!first) return;
  std::set<std::string> done;
  for (const v1::Run& run : report.runs()) done.insert(run.month());
  absl::CivilMonth next = *first;
  while (done.contains(FormatMonth(next))) next += 1;
  const absl::CivilMonth after = next + 1;
  const auto day = static_cast<int>(org.calendar().day());
  report.set_day(org.calendar().day());
  report.set_time_zone(org.time_zone());
  report.set_next_month(FormatMonth(next));
  report.set_next_date(FormatDate(absl::CivilDay(after.year(), after.month(), day)));
}

absl::Status Show(Session& session, const NoOptions&) {
  const auto org = session.Query<v1::Org>(v1::GetOrg());
  if (!org.ok()) return org.status();
  v1::ListRuns request;
  request.set_org_id(org->org_id());
  const auto runs = CallForAll<v1::RunPage>(session.connection(), request);
  if (!runs.ok()) return runs.status();
  cli::CalendarReport report;
  for (const v1::Run& run : runs->runs()) {
    if (run.automatic()) *report.add_runs() = run;
  }
  TellNext(*org, report);
  session.Show(report, [&] { return CalendarText(report, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddCalendarCommand(const CommandTree& tree) {
  AddCommand(tree, "calendar", "Show which month is run by itself next, and which were", &Show,
             "  tally calendar\n"
             "The calendar stands in the book, under `org:`.");
}

}  // namespace tally
