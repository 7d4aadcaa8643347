// Runs: what must not keep a month from being billed.

#include <gtest/gtest.h>

#include "system/support/story.h"

namespace tally {
namespace {

class Runs : public Story {};

// The daemon's own steps have request ids, too; no caller's may stand in their way.
TEST_F(Runs, EndThoughACallerUsedTheRequestIdsOfTheirSteps) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  for (const char* request_id : {"advance/2026-10.1/", "advance/2026-10.1/alpha"}) {
    (void)client_.Call(Parse<v1::DefineTax>(
        absl::StrCat("request_id: '", request_id,
                     "' org_id: 'msp' tax { tax_id: 'x' name: 'X' rate_percent: '1' }")));
  }
  EXPECT_EQ(Run("2026-10").drafted(), 1U);
}

TEST_F(Runs, OfSomeCustomersDraftThemAlone) {
  DefineMsp();
  for (const char* customer : {"a", "b", "c", "d"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "1", "10"));
  }
  const auto started = Do<v1::StartRun>(
      "org_id: 'msp' month: '2026-10' customer_ids: 'd' customer_ids: 'b' customer_ids: 'd'");
  const auto runs =
      Do<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'"));
  EXPECT_EQ(runs.back().drafted(), 2U);
  EXPECT_EQ(Do<v1::ListDrafts>("org_id: 'msp'").entries_size(), 2);
  EXPECT_EQ(Run("2026-10").drafted(), 2U);
}

TEST_F(Runs, AreOneAtATimeForAMonth) {
  constexpr int kCustomers = 600;  // More than one step.
  DefineMsp();
  for (int i = 0; i < kCustomers; ++i) {
    Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'c", i, "' name: 'C' }"));
  }
  const auto started = Do<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  const auto second =
      client_.Call(WithRequestId(Parse<v1::StartRun>("org_id: 'msp' month: '2026-10'")));
  if (!second.ok()) {  // The first may have ended before.
    EXPECT_EQ(RefusalIn(second.status()).reason(), v1::REASON_RUN_UNDER_WAY);
  }
  const auto first =
      Do<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'"));
  EXPECT_EQ(first.back().skipped(), static_cast<uint32_t>(kCustomers));
}

// What was counted long ago is still the last count, however far away the month is.
TEST_F(Runs, MayBePreviewedForAnyMonthOfTheCalendar) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", SeatLine("PERIOD_END", "held { unit_price: '10' }"));
  CountSeats("alpha", "2026-10-31T08:00:00Z", "18");
  for (const char* month : {"2026-11", "2262-03", "2262-05", "2600-01", "9998-12"}) {
    const auto parts = Do<v1::PreviewRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
    ASSERT_EQ(parts.size(), 1U) << month;
    ASSERT_EQ(parts[0].drafts_size(), 1) << month;
    EXPECT_EQ(parts[0].drafts(0).content().lines(0).line().quantity(), "18") << month;
  }
}

}  // namespace
}  // namespace tally
