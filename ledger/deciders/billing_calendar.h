// Billing calendar: which month of an org is run by itself next, and when.
//
// From the first month of the calendar on every month is run by it once, one after the other: at
// the org's midnight of the calendar's day, in the month after. What people run besides counts for
// nothing here; a run by the calendar then skips what is drafted already.

#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"

namespace tally {

struct CalendarMonth {
  absl::CivilMonth month;
  // When it is run.
  absl::Time due;
};

// Returns the first month that the calendar of `org` has not run; nothing if it has no calendar.
std::optional<CalendarMonth> NextOfCalendar(const Books& books, const v1::Org& org);

// Returns the run of the last month that the calendar has run; nothing if it has run none.
std::optional<v1::Run> LastRunOfCalendar(const Books& books, const std::string& org_id);

// Refuses a calendar with a day that some months do not have.
absl::Status CheckCalendar(const v1::Org& org);

// Refuses a run that says it is automatic, unless the daemon asks for it itself, and for the next
// month of the calendar when that is due.
absl::Status CheckAutomatic(const v1::StartRun& command, const Books& books, const v1::Org& org,
                            absl::Time now);

}  // namespace tally
