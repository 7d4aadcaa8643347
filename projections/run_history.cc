#include "projections/run_history.h"

#include <limits>

namespace tally {

RunHistory::RunHistory(Store& rows)
    : latest_first(rows, "latest_first"),
      latest_of_month_first(rows, "latest_of_month_first"),
      outcomes(rows, "outcomes"),
      skipped(rows, "skipped") {}

void RunHistory::On(const v1::RunStarted& event, const v1::RecordedEvent& recorded) {
  const uint64_t backwards = std::numeric_limits<uint64_t>::max() - recorded.position();
  google::protobuf::StringValue run_id;
  run_id.set_value(event.run_id());
  latest_first.Insert(event.org_id(), backwards, run_id);
  latest_of_month_first.Insert(event.org_id(), event.month(), backwards, run_id);
}

void RunHistory::On(const v1::RunAdvanced& event, const v1::RecordedEvent&) {
  for (const v1::RunOutcome& outcome : event.outcomes()) {
    outcomes.Insert(event.org_id(), event.run_id(), outcome.customer_id(), outcome);
    if (outcome.created()) continue;
    skipped.Insert(event.org_id(), event.run_id(), outcome.customer_id(), outcome);
  }
}

}  // namespace tally
