// Streams: which events each stream holds, as a fold of the log.

#pragma once

#include "google/protobuf/wrappers.pb.h"
#include "ledger/events/fold.h"
#include "ledger/store/table.h"
#include "tally/v1/log.pb.h"

namespace tally {

struct Streams {
  // `rows` must outlive this.
  explicit Streams(Store& rows) : heads(rows, "heads"), positions(rows, "positions") {}

  // The last event of a stream, by org and stream; as it is now.
  Table<v1::StreamHead, Text, Text> heads;
  // Positions of the events of a stream, by org, stream and version.
  Table<google::protobuf::UInt64Value, Text, Text, Number> positions;
};

inline constexpr char kStreamsFold[] = "streams";
Fold StreamsFold();

}  // namespace tally
