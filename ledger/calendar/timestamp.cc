#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr int32_t kMaxNanos = 999'999'999;

}  // namespace

bool IsValid(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= kFirstSecond && timestamp.seconds() <= kLastSecond &&
         timestamp.nanos() >= 0 && timestamp.nanos() <= kMaxNanos;
}

absl::Time FromProto(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp ToProto(absl::Time instant) {
  const int64_t seconds = absl::ToUnixSeconds(instant);
  const absl::Duration rest = instant - absl::FromUnixSeconds(seconds);

  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return timestamp;
}

std::string FormatInstant(absl::Time instant) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", instant, absl::UTCTimeZone());
}

}  // namespace tally
