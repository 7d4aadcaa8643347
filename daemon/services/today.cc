#include "daemon/services/today.h"

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

// When the last event that `view` shows was recorded.
absl::StatusOr<absl::Time> LastInstant(const View& view) {
  absl::Time instant = absl::UnixEpoch();
  const absl::Status read =
      view.snapshot().Read(view.position(), [&](const v1::RecordedEvent& event) {
        instant = FromProto(event.recorded_at());
        return false;
      });
  if (!read.ok()) return read;
  return instant;
}

}  // namespace

absl::StatusOr<std::string> TodayOf(const v1::AsOf* as_of, const View& view, const v1::Org& org,
                                    absl::Time now) {
  absl::StatusOr<absl::Time> instant = now;
  if (as_of != nullptr) instant = as_of->has_time() ? FromProto(as_of->time()) : LastInstant(view);
  if (!instant.ok()) return instant.status();
  return FormatDate(LocalDate(*instant, *FindZone(org.time_zone())));
}

}  // namespace tally
