// Refusals: whatever there is to say arrives.

#include <gtest/gtest.h>

#include "system/support/story.h"

namespace tally {
namespace {

class Refusals : public Story {
 protected:
  void DraftForAlpha() {
    DefineMsp();
    DefineCustomer("alpha");
    SetPlan("alpha", FixedLine("seat", "1", "10"));
    Run("2026-10");
  }
};

// Reasons may have 4,000 bytes, of any script.
TEST_F(Refusals, ArriveHoweverLongTheReasonIsThatTheyRepeat) {
  DraftForAlpha();
  std::string reason;
  for (int i = 0; i < 4'000 / 3; ++i) reason += "\xE8\xA8\x88";  // 計
  v1::HoldDraft hold = Parse<v1::HoldDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'");
  hold.set_reason(reason);
  Answer(client_, hold);
  const auto refused = client_.Call(WithRequestId(ApprovalOf(Draft("alpha", "2026-10"))));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition) << refused.status();
  EXPECT_EQ(RefusalIn(refused.status()).reason(), v1::REASON_DRAFT_HELD);
}

// A draft may have 500 lines, each of them flagged.
TEST_F(Refusals, ArriveHoweverManyFlagsTheyName) {
  DefineMsp();
  DefineCustomer("alpha");
  std::string lines;
  for (int i = 0; i < 300; ++i) lines += SeatLine("PERIOD_END", "held { unit_price: '1' }");
  SetPlan("alpha", lines);
  Run("2026-10");
  const auto refused = client_.Call(WithRequestId(ApprovalOf(Draft("alpha", "2026-10"))));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition) << refused.status();
  EXPECT_EQ(RefusalIn(refused.status()).reason(), v1::REASON_DRAFT_BLOCKED);
}

}  // namespace
}  // namespace tally
