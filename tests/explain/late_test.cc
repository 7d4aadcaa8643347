// What is told of lines that correct earlier invoices.

#include <gtest/gtest.h>

#include "explain/bills.h"
#include "explain/told.h"

namespace tally {
namespace {

class ExplainedLate : public Bills {
 protected:
  void SetUp() override {
    DefineMsp("currency: 'USD' time_zone: 'UTC' review { stale_after_hours: 10000 }");
  }
};

TEST_F(ExplainedLate, TellsWhichPlanIsTheNews) {
  const std::string by_day = "proration: PRORATION_BY_DAY";
  const auto fee = [&](const char* price) {
    return absl::StrCat("lines { item_id: 'seat' fixed { quantity: '1' } held { unit_price: '",
                        price, "' } ", by_day, " } ");
  };
  SetPlan(fee("90"));
  Run("2026-09");
  const std::string september = Approve("2026-09");
  SetPlan(fee("120"), "2026-09-11");
  Run();
  const std::string october = Approve();
  const v1::Explanation late = Told(office_, october, "late-2026-09-seat");
  EXPECT_EQ(late.text(), "Seat, September 2026 adjustment: -1 × 60.00 = -60.00 USD");
  EXPECT_EQ(Tree(late.children(0)),
            absl::StrCat("DRAFT ", september,
                         " bills 90.00 USD for seat in September 2026 <drafts/2026-09/alpha>\n"
                         "  DRAFT Seat: 1 × 90.00 = 90.00 USD\n"));
  const v1::Explanation& now = late.children(1);
  EXPECT_EQ(now.text(), "By what is known since it comes to 30.00 USD");
  EXPECT_EQ(now.children(0).text(), "Seat: 1 × 90.00 × 10/30 = 30.00 USD");
  EXPECT_EQ(now.children(1).stream(), "plans/alpha");
}

TEST_F(ExplainedLate, TellsWhichCountIsTheNews) {
  SetPlan(
      "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '10' } }");
  Count("2026-09-15T00:00:00Z", "18");
  Run("2026-09");
  Approve("2026-09");
  Count("2026-09-20T00:00:00Z", "20");
  Run();
  const v1::Explanation late = Told(office_, Approve(), "late-2026-09-seat");
  const v1::Explanation count = Find(late, v1::EXPLANATION_KIND_COUNT);
  EXPECT_NE(count.text().find("shop counted 20 of SEAT"), std::string::npos) << count.text();
}

}  // namespace
}  // namespace tally
