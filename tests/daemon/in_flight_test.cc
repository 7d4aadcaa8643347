#include "daemon/rpc/in_flight.h"

#include <gtest/gtest.h>

#include <thread>

#include "ledger/base/refusal.h"

namespace tally {
namespace {

using enum InFlight::Kind;

v1::Reason ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason() : v1::REASON_UNSPECIFIED;
}

TEST(InFlight, LetsCallsInUntilItIsClosed) {
  InFlight calls;
  EXPECT_EQ(calls.Enter(kCommand, 0), absl::OkStatus());
  calls.Leave(kCommand, 0);
  calls.Close(absl::InfiniteDuration());
  const absl::Status late = calls.Enter(kCommand, 0);
  EXPECT_EQ(late.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(late.message(), "the daemon is stopping; send the request again");
}

// Closing returns only when the last call is answered, so this ends only if both are.
TEST(InFlight, WaitsForTheCallsThatWereTaken) {
  InFlight calls;
  ASSERT_TRUE(calls.Enter(kCommand, 0).ok());
  ASSERT_TRUE(calls.Enter(kCommand, 0).ok());
  bool answered = false;
  std::thread answering([&] {
    calls.Leave(kCommand, 0);
    // Whether closing has begun shows in that no call is let in any more.
    while (calls.Enter(kCommand, 0).ok()) calls.Leave(kCommand, 0);
    answered = true;
    calls.Leave(kCommand, 0);
  });
  calls.Close(absl::InfiniteDuration());
  EXPECT_TRUE(answered);
  answering.join();
}

TEST(InFlight, WaitsNoLongerThanItIsTold) {
  InFlight calls;
  ASSERT_TRUE(calls.Enter(kCommand, 0).ok());
  calls.Close(absl::ZeroDuration());
  EXPECT_FALSE(calls.Enter(kCommand, 0).ok());
}

TEST(InFlight, RefusesMoreCallsThanMayBeUnderWay) {
  InFlight calls({.calls = 2, .bytes = 100}, {.calls = 1, .bytes = 100});
  EXPECT_EQ(calls.Enter(kCommand, 0), absl::OkStatus());
  EXPECT_EQ(calls.Enter(kCommand, 0), absl::OkStatus());
  const absl::Status refused = calls.Enter(kCommand, 0);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), v1::REASON_OVERLOADED);
  calls.Leave(kCommand, 0);
  EXPECT_EQ(calls.Enter(kCommand, 0), absl::OkStatus());
}

// One that is larger than all that may be held must not be refused for ever.
TEST(InFlight, RefusesAllWhileTooManyBytesAreUnderWay) {
  InFlight calls({.calls = 10, .bytes = 100}, {.calls = 10, .bytes = 100});
  EXPECT_EQ(calls.Enter(kCommand, 99), absl::OkStatus());
  EXPECT_EQ(calls.Enter(kCommand, 1'000), absl::OkStatus());
  EXPECT_EQ(ReasonOf(calls.Enter(kCommand, 0)), v1::REASON_OVERLOADED);
  calls.Leave(kCommand, 1'000);
  EXPECT_EQ(calls.Enter(kCommand, 0), absl::OkStatus());
}

TEST(InFlight, CountsAReplyUntilItHasLeft) {
  InFlight calls({.calls = 10, .bytes = 100}, {.calls = 10, .bytes = 100});
  EXPECT_EQ(calls.Enter(kQuery, 1), absl::OkStatus());
  calls.Hold(kQuery, 99);
  EXPECT_EQ(ReasonOf(calls.Enter(kQuery, 1)), v1::REASON_OVERLOADED);
  calls.Leave(kQuery, 100);
  EXPECT_EQ(calls.Enter(kQuery, 1), absl::OkStatus());
}

TEST(InFlight, LetsCommandsInWhateverIsAsked) {
  InFlight calls({.calls = 1, .bytes = 100}, {.calls = 1, .bytes = 100});
  EXPECT_EQ(calls.Enter(kQuery, 1'000), absl::OkStatus());
  EXPECT_EQ(ReasonOf(calls.Enter(kQuery, 0)), v1::REASON_OVERLOADED);
  EXPECT_EQ(calls.Enter(kCommand, 1'000), absl::OkStatus());
  EXPECT_EQ(ReasonOf(calls.Enter(kCommand, 0)), v1::REASON_OVERLOADED);
}

}  // namespace
}  // namespace tally
