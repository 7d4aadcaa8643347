// Dates: calendar days and months as ISO 8601 text, from the year 1900 to 9999.

#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace tally {

// Returns the day that `text` says as `YYYY-MM-DD`, or nothing if it is written otherwise or there
// is no such day.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

// Returns `YYYY-MM-DD`.
std::string FormatDate(absl::CivilDay day);

// Returns the month that `text` says as `YYYY-MM`, or nothing if it is written otherwise or there
// is no such month.
std::optional<absl::CivilMonth> ParseMonth(absl::string_view text);

// Returns `YYYY-MM`.
std::string FormatMonth(absl::CivilMonth month);

}  // namespace tally
