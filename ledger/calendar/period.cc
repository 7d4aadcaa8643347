#include "ledger/calendar/period.h"

#include "ledger/calendar/zone.h"

namespace tally {

Span MonthSpan(absl::CivilMonth month, const absl::TimeZone& zone) {
  return {FirstInstantOf(absl::CivilDay(month), zone),
          FirstInstantOf(absl::CivilDay(month + 1), zone)};
}

}  // namespace tally
