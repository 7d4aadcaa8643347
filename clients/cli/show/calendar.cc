#include "clients/cli/show/calendar.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/runs.h"
#include "tally/v1/runs.pb.h"

namespace tally {

std::string CalendarText(const cli::CalendarReport& report, const Look& look) {
  std::string text =
      report.day() == 0
          ? "No calendar: months are run by people.\n"
          : absl::StrCat("Months are run on day ", report.day(), " of the month after.\nNext is ",
                         report.next_month(), ", on ", report.next_date(), " at midnight in ",
                         report.time_zone(), ".\n");
  if (report.runs().empty()) return text;
  v1::RunPage page;
  *page.mutable_runs() = report.runs();
  return absl::StrCat(text, "\n", RunTable(page, look));
}

}  // namespace tally
