// Today: the day that a query means if it names none.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the date that calendars of `org` show `now`. Of a query as of an earlier instant, given
// by `as_of`, the date then: at that time, or when the last event that `view` shows was recorded.
absl::StatusOr<std::string> TodayOf(const v1::AsOf* as_of, const View& view, const v1::Org& org,
                                    absl::Time now);

// Returns `date`, a field of `query`, or the day that it means if that is empty.
template <class Query>
absl::StatusOr<std::string> DayOr(const std::string& date, const Query& query, const View& view,
                                  const v1::Org& org, absl::Time now) {
  if (!date.empty()) return date;
  return TodayOf(query.has_as_of() ? &query.as_of() : nullptr, view, org, now);
}

}  // namespace tally
