#include "ledger/calendar/timestamp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tally {
namespace {

constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

google::protobuf::Timestamp Timestamp(int64_t seconds, int32_t nanos) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

TEST(IsValid, HoldsForFourDigitYearsAndPositiveNanos) {
  EXPECT_TRUE(IsValid(Timestamp(0, 0)));
  EXPECT_TRUE(IsValid(Timestamp(kFirstSecond, 0)));
  EXPECT_TRUE(IsValid(Timestamp(kLastSecond, 999'999'999)));
  EXPECT_FALSE(IsValid(Timestamp(kFirstSecond - 1, 999'999'999)));
  EXPECT_FALSE(IsValid(Timestamp(kLastSecond + 1, 0)));
  EXPECT_FALSE(IsValid(Timestamp(0, -1)));
  EXPECT_FALSE(IsValid(Timestamp(0, 1'000'000'000)));
  EXPECT_FALSE(IsValid(Timestamp(INT64_MAX, 0)));
  EXPECT_FALSE(IsValid(Timestamp(INT64_MIN, INT32_MIN)));
}

TEST(FormatInstant, IsRfc3339InUtc) {
  EXPECT_EQ(FormatInstant(FromProto(Timestamp(0, 0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(FromProto(Timestamp(1'776'247'200, 250'000'000))),
            "2026-04-15T10:00:00.25Z");
  EXPECT_EQ(FormatInstant(FromProto(Timestamp(-1, 1))), "1969-12-31T23:59:59.000000001Z");
  EXPECT_EQ(FormatInstant(FromProto(Timestamp(kFirstSecond, 0))), "0001-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(FromProto(Timestamp(kLastSecond, 999'999'999))),
            "9999-12-31T23:59:59.999999999Z");
}

TEST(ToProto, RoundsDownToTheNanosecond) {
  const google::protobuf::Timestamp timestamp =
      ToProto(absl::UnixEpoch() - absl::Nanoseconds(1) / 4);
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999'999'999);
}

RC_GTEST_PROP(Timestamps, AreExactToTheNanosecond, ()) {
  const auto seconds = *rc::gen::inRange<int64_t>(kFirstSecond, kLastSecond + 1);
  const auto nanos = *rc::gen::inRange<int32_t>(0, 1'000'000'000);
  const google::protobuf::Timestamp timestamp = ToProto(FromProto(Timestamp(seconds, nanos)));
  RC_ASSERT(timestamp.seconds() == seconds);
  RC_ASSERT(timestamp.nanos() == nanos);

  absl::Time parsed;
  RC_ASSERT(
      absl::ParseTime(absl::RFC3339_full, FormatInstant(FromProto(timestamp)), &parsed, nullptr));
  RC_ASSERT(parsed == FromProto(timestamp));
}

}  // namespace
}  // namespace tally
