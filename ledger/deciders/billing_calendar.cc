#include "ledger/deciders/billing_calendar.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

// The last day that every month has.
constexpr uint32_t kLastDay = 28;

absl::Time DueAt(const v1::Org& org, absl::CivilMonth month) {
  const absl::CivilMonth after = month + 1;
  const absl::CivilDay day(after.year(), after.month(), static_cast<int>(org.calendar().day()));
  return FirstInstantOf(day, *FindZone(org.time_zone()));
}

}  // namespace

std::optional<CalendarMonth> NextOfCalendar(const Books& books, const v1::Org& org) {
  if (!org.has_calendar()) return std::nullopt;
  absl::CivilMonth next = *ParseMonth(org.calendar().first_month());
  const std::string from = KeyOf(Text(org.calendar().first_month()));
  for (auto rows = books.automatic_runs.ScanFrom(from, org.org_id()); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    if (TakeText(key) != FormatMonth(next)) break;
    next += 1;
  }
  return CalendarMonth{.month = next, .due = DueAt(org, next)};
}

std::optional<v1::Run> LastRunOfCalendar(const Books& books, const std::string& org_id) {
  std::string month;
  for (auto rows = books.automatic_runs.Scan(org_id); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    month = TakeText(key);
  }
  if (month.empty()) return std::nullopt;
  // Runs are named for their month.
  for (auto rows = books.runs.ScanFrom(month, org_id); rows.Valid(); rows.Next()) {
    v1::Run run = rows.row();
    if (run.month() != month) break;
    if (run.automatic()) return run;
  }
  return std::nullopt;
}

absl::Status CheckCalendar(const v1::Org& org) {
  if (!org.has_calendar() || org.calendar().day() <= kLastDay) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "org.calendar.day",
                absl::StrCat("is ", org.calendar().day(), "; a day that every month has is from 1 ",
                             "to ", kLastDay));
}

absl::Status CheckAutomatic(const v1::StartRun& command, const Books& books, const v1::Org& org,
                            absl::Time now) {
  if (!command.automatic()) return absl::OkStatus();
  // The gate lets no caller's id have blanks.
  if (!absl::StrContains(command.request_id(), ' ')) {
    return Refuse(v1::REASON_FIELD_INVALID, "automatic",
                  "is said by the daemon alone; a run that a person starts is not automatic");
  }
  const auto next = NextOfCalendar(books, org);
  if (!next || FormatMonth(next->month) != command.month()) {
    return Refuse(v1::REASON_FIELD_INVALID, "month",
                  absl::StrCat("is ", command.month(), ", which the calendar does not run next"));
  }
  if (now < next->due) {
    return Refuse(v1::REASON_FIELD_INVALID, "month",
                  absl::StrCat("is ", command.month(), ", which the calendar runs at ",
                               FormatInstant(next->due)));
  }
  if (command.customer_ids().empty()) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "customer_ids",
                "are named, but the calendar runs a month for all customers");
}

}  // namespace tally
