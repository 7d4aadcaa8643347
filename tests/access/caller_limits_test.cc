#include "daemon/access/caller_limits.h"

#include <gtest/gtest.h>

#include <vector>

#include "ledger/base/refusal.h"

namespace tally {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'793'707'200);

Caller Ann(const std::string& org = "msp") {
  return {.actor = "ann", .sign_in = v1::SIGN_IN_TOKEN, .org_id = org, .principal_id = "ann"};
}

bool IsLimited(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return absl::IsResourceExhausted(status) && refusal &&
         refusal->reason() == v1::REASON_CALLER_LIMITED;
}

TEST(CallerLimits, AreByTheSecond) {
  CallerLimits limits({.calls_per_second = 10, .calls_at_once = 100, .streams_at_once = 100});
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limits.EnterCall(Ann(), kNow).ok()) << i;
  EXPECT_TRUE(IsLimited(limits.EnterCall(Ann(), kNow).status()));
  EXPECT_TRUE(IsLimited(limits.EnterStream(Ann(), kNow).status()));
  // A tenth of a second is one call.
  EXPECT_TRUE(limits.EnterCall(Ann(), kNow + absl::Milliseconds(101)).ok());
  EXPECT_TRUE(IsLimited(limits.EnterCall(Ann(), kNow + absl::Milliseconds(102)).status()));
  // Who was silent for long has no more than a second's.
  int taken = 0;
  while (limits.EnterCall(Ann(), kNow + absl::Hours(1)).ok()) taken += 1;
  EXPECT_EQ(taken, 10);
}

TEST(CallerLimits, AreOfEachPrincipalAlone) {
  CallerLimits limits({.calls_per_second = 1, .calls_at_once = 100, .streams_at_once = 100});
  EXPECT_TRUE(limits.EnterCall(Ann("msp"), kNow).ok());
  EXPECT_TRUE(IsLimited(limits.EnterCall(Ann("msp"), kNow).status()));
  EXPECT_TRUE(limits.EnterCall(Ann("other"), kNow).ok());
  EXPECT_TRUE(limits.EnterCall(Ann(""), kNow).ok());
}

TEST(CallerLimits, CountCallsAndStreamsUntilTheyEnd) {
  CallerLimits limits({.calls_per_second = 1'000, .calls_at_once = 2, .streams_at_once = 1});
  auto first = limits.EnterCall(Ann(), kNow);
  auto second = limits.EnterCall(Ann(), kNow);
  auto stream = limits.EnterStream(Ann(), kNow);
  ASSERT_TRUE(first.ok() && second.ok() && stream.ok());
  EXPECT_TRUE(IsLimited(limits.EnterCall(Ann(), kNow).status()));
  EXPECT_TRUE(IsLimited(limits.EnterStream(Ann(), kNow).status()));
  first->reset();
  EXPECT_TRUE(limits.EnterCall(Ann(), kNow).ok());
  stream->reset();
  EXPECT_TRUE(limits.EnterStream(Ann(), kNow).ok());
}

TEST(CallerLimits, AreNotForTheSocket) {
  CallerLimits limits({.calls_per_second = 1, .calls_at_once = 1, .streams_at_once = 1});
  const Caller operator_of_daemon{.actor = "root", .sign_in = v1::SIGN_IN_SOCKET};
  std::vector<CallerLimits::Ticket> tickets;
  for (int i = 0; i < 10; ++i) {
    auto ticket = limits.EnterCall(operator_of_daemon, kNow);
    ASSERT_TRUE(ticket.ok());
    tickets.push_back(*std::move(ticket));
  }
}

}  // namespace
}  // namespace tally
