// Zones: where days begin, by the IANA time zone database of the machine.

#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tally {

// Returns the zone of an IANA name such as `Europe/Paris` or `UTC`, or nothing if there is none.
// What only names a file or a setting of the machine (`localtime`, `/etc/localtime`,
// `right/Europe/Paris`, `Fixed/UTC+01:00:00`) is no IANA name. Which names there are is read once;
// unknown ones take no memory, however many are asked for.
std::optional<absl::TimeZone> FindZone(absl::string_view iana_name);

// Returns the local midnight with which `day` begins. Where clocks skip it, the first instant after
// the gap; where they repeat it, the first of the two. A day that a zone leaves out whole begins
// when the next day does.
absl::Time FirstInstantOf(absl::CivilDay day, const absl::TimeZone& zone);

// Returns the date that calendars in `zone` show at `instant`.
absl::CivilDay LocalDate(absl::Time instant, const absl::TimeZone& zone);

}  // namespace tally
