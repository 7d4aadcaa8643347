// Timestamps: instants on the wire and as text.

#pragma once

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace tally {

// Whether `timestamp` is an instant from 0001-01-01T00:00:00Z up to the end of the year 9999, with
// 0 to 999,999,999 nanoseconds, as timestamp.proto demands.
bool IsValid(const google::protobuf::Timestamp& timestamp);

// Returns the instant, to the nanosecond. The timestamp must be valid.
absl::Time FromProto(const google::protobuf::Timestamp& timestamp);

// Returns the timestamp, rounded down to the nanosecond. The instant must be finite.
google::protobuf::Timestamp ToProto(absl::Time instant);

// Returns RFC 3339 text in UTC, with as many decimals of the second as it takes:
// `2026-04-15T10:00:00Z`, `2026-04-15T10:00:00.25Z`.
std::string FormatInstant(absl::Time instant);

}  // namespace tally
