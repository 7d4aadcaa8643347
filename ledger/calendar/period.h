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

// Returns the calendar month in `zone`. Months follow each other without gap or overlap.
Span MonthSpan(absl::CivilMonth month, const absl::TimeZone& zone);

}  // namespace tally
