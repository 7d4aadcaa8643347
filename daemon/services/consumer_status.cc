#include "daemon/services/consumer_status.h"

#include <algorithm>
#include <optional>

#include "ledger/calendar/timestamp.h"
#include "ledger/consumers/progress.h"
#include "ledger/wanted_events.h"

namespace tally {
namespace {

// How long the event at `position` has been there. The log must hold it.
absl::Duration AgeOf(const View& view, uint64_t position, absl::Time now) {
  absl::Time recorded_at = now;
  const absl::Status read = view.snapshot().ReadRecords(position, [&](const Record& record) {
    recorded_at = FromProto(record.commit.recorded_at());
    return false;
  });
  return read.ok() ? std::max(now - recorded_at, absl::ZeroDuration()) : absl::ZeroDuration();
}

}  // namespace

v1::ConsumerStatus StatusOf(const View& view, const std::string& org_id,
                            const v1::Consumer& consumer, const DeliveryLine* line,
                            absl::Time now) {
  ProgressRows rows(view.snapshot().requests());
  Progress progress(rows, org_id, consumer, FindIn(view.snapshot(), org_id, consumer));
  // What is not wanted is skipped here too, because it is only written now and then.
  const auto gap = line == nullptr ? std::nullopt : line->gap();
  const auto skip = [&] {
    if (gap) progress.Skip(consumer, gap->from, std::min(gap->to, view.position()));
  };
  skip();
  progress.MoveOn();
  skip();

  v1::ConsumerStatus status;
  *status.mutable_consumer() = consumer;
  const uint64_t done = progress.DonePosition();
  status.set_done_position(done);
  status.set_parked(static_cast<uint32_t>(progress.ParkedCount()));
  if (done < view.position()) {
    status.set_lag_events(view.position() - done);
    status.set_lag_ms(static_cast<uint64_t>(absl::ToInt64Milliseconds(AgeOf(view, done + 1, now))));
  }
  if (line == nullptr) return status;
  status.set_outstanding(static_cast<uint32_t>(line->outstanding()));
  status.set_connected(line->connected());
  return status;
}

}  // namespace tally
