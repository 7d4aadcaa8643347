// RunHistory: which runs were there, and what did each do for whom?

#pragma once

#include "google/protobuf/wrappers.pb.h"
#include "ledger/store/table.h"
#include "projections/projection.h"
#include "tally/v1/runs.pb.h"

namespace tally {

struct RunHistory {
  static constexpr char kName[] = "run_history";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::RunStarted, v1::RunAdvanced>;

  explicit RunHistory(Store& rows);

  void On(const v1::RunStarted& event, const v1::RecordedEvent& recorded);
  void On(const v1::RunAdvanced& event, const v1::RecordedEvent& recorded);

  // Run ids by org and all ones less the position of the start: the latest first.
  Table<google::protobuf::StringValue, Text, Number> latest_first;
  // The same, by org and month.
  Table<google::protobuf::StringValue, Text, Text, Number> latest_of_month_first;
  // By org, run and customer.
  Table<v1::RunOutcome, Text, Text, Text> outcomes;
  // Those of them that made no draft.
  Table<v1::RunOutcome, Text, Text, Text> skipped;
};

}  // namespace tally
