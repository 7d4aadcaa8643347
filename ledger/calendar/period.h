// Periods: stretches of time that are billed at once.

#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tally {

// The instants from `start` up to, but not including, `end`.
struct Span {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const Span&, const Span&) = default;
};

// The calendar days from `start` up to, but not including, `end`.
struct DaySpan {
  absl::CivilDay start;
  absl::CivilDay end;

  bool empty() const { return end <= start; }
  bool contains(absl::CivilDay day) const { return start <= day && day < end; }

  friend bool operator==(const DaySpan&, const DaySpan&) = default;
};

// The days that are in both; empty, and not before `left`, if there are none.
DaySpan Intersection(const DaySpan& left, const DaySpan& right);

// Returns the days of a calendar month.
DaySpan DaysOf(absl::CivilMonth month);

// Returns the days as instants in `zone`: half-open, so that days that follow each other leave no
// gap and do not overlap.
Span SpanOf(const DaySpan& days, const absl::TimeZone& zone);

// Returns the calendar month in `zone`. Months follow each other without gap or overlap.
Span MonthSpan(absl::CivilMonth month, const absl::TimeZone& zone);

}  // namespace tally
