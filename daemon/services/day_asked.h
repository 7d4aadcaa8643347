// DayAsked: the day that a query means.

#pragma once

#include <string>

#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/lookup.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the day that `date`, which the gate has checked, says; if it is empty, today in the org's
// time zone.
inline absl::CivilDay DayAsked(const std::string& date, const v1::Org& org, absl::Time now) {
  const auto day = ParseDate(date);
  return day ? *day : LocalDate(now, *FindZone(org.time_zone()));
}

}  // namespace tally
