#include "daemon/rpc/in_flight.h"

#include <gtest/gtest.h>

#include <thread>

namespace tally {
namespace {

TEST(InFlight, LetsCallsInUntilItIsClosed) {
  InFlight calls;
  EXPECT_EQ(calls.Enter(), absl::OkStatus());
  calls.Leave();
  calls.Close(absl::InfiniteDuration());
  const absl::Status late = calls.Enter();
  EXPECT_EQ(late.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(late.message(), "the daemon is stopping; send the request again");
}

// Closing returns only when the last call is answered, so this ends only if both are.
TEST(InFlight, WaitsForTheCallsThatWereTaken) {
  InFlight calls;
  ASSERT_TRUE(calls.Enter().ok());
  ASSERT_TRUE(calls.Enter().ok());
  bool answered = false;
  std::thread answering([&] {
    calls.Leave();
    // Whether closing has begun shows in that no call is let in any more.
    while (calls.Enter().ok()) calls.Leave();
    answered = true;
    calls.Leave();
  });
  calls.Close(absl::InfiniteDuration());
  EXPECT_TRUE(answered);
  answering.join();
}

TEST(InFlight, WaitsNoLongerThanItIsTold) {
  InFlight calls;
  ASSERT_TRUE(calls.Enter().ok());
  calls.Close(absl::ZeroDuration());
  EXPECT_FALSE(calls.Enter().ok());
}

}  // namespace
}  // namespace tally
