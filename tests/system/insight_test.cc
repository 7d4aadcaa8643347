// What leaks, what is covered and what is odd, asked of the daemon.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "system/support/any_call.h"
#include "system/support/story.h"
#include "tally/v1/insight.pb.h"

namespace tally {
namespace {

using testing::ElementsAre;

class Insight : public Story {
 protected:
  // X09: shop counts 712 seats of Alpha, and the contract says 680 at 4.00. A second account is
  // nobody's.
  Insight() {
    DefineMsp();
    DefineCustomer("alpha");
    DefineCustomer("beta");
    SetPlan("alpha", FixedLine("seat", "680", "4.00"));
    SetPlan("beta", FixedLine("stamp", "1", "10"));
    Do<v1::RecordCounts>(
        "org_id: 'msp' source_id: 'shop' "
        "observations { observed_at @2026-10-05T09:00:00Z account: 'alpha' meter: 'SEAT' "
        "  quantity: '712' } "
        "observations { observed_at @2026-10-05T09:00:00Z account: 'nobody' meter: 'SEAT' "
        "  quantity: '3' unit_cost: '2.50' cost_currency: 'USD' } "
        "observations { observed_at @2026-10-20T09:00:00Z account: 'alpha' meter: 'SEAT' "
        "  quantity: '680' }");
  }

  v1::BillingLeakPage Leaks(absl::string_view query) {
    return AnswerOf<v1::BillingLeakPage>(client_, Parse<v1::ListBillingLeaks>(query));
  }

  v1::MeterCoveragePage Coverage(absl::string_view query) {
    return AnswerOf<v1::MeterCoveragePage>(client_, Parse<v1::ListMeterCoverage>(query));
  }
};

TEST_F(Insight, X09LeakageIsKnownOnEveryDay) {
  const auto page = Leaks("org_id: 'msp' date: '2026-10-06'");
  ASSERT_EQ(page.leaks_size(), 2);
  EXPECT_EQ(page.date(), "2026-10-06");
  EXPECT_EQ(page.leaks(0).customer_id(), "alpha");
  EXPECT_EQ(page.leaks(0).difference(), "32");
  EXPECT_EQ(FormatAmount(page.leaks(0).monthly_amount()), "128.00");
  EXPECT_EQ(page.leaks(1).kind(), v1::LEAK_KIND_UNMAPPED_ACCOUNT);
  EXPECT_EQ(FormatAmount(page.leaks(1).monthly_amount()), "7.50");
  EXPECT_EQ(Leaks("org_id: 'msp' date: '2026-10-20' customer_id: 'alpha'").leaks_size(), 0);
}

TEST_F(Insight, LeaksComePageByPageAndNobodysLast) {
  SetPlan("beta", FixedLine("seat", "5", "4.00"));
  const auto first = Leaks("org_id: 'msp' date: '2026-10-06' page_size: 1");
  ASSERT_EQ(first.leaks_size(), 1);
  EXPECT_EQ(first.leaks(0).customer_id(), "alpha");
  const auto second = Leaks(absl::StrCat(
      "org_id: 'msp' date: '2026-10-06' page_size: 1 page_token: '", first.next_page_token(), "'"));
  ASSERT_EQ(second.leaks_size(), 2);
  EXPECT_EQ(second.leaks(0).customer_id(), "beta");
  EXPECT_EQ(second.leaks(1).customer_id(), "");
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(Insight, CoverageSaysWhichLinesBillWhatIsCounted) {
  const auto page = Coverage("org_id: 'msp' date: '2026-10-06'");
  std::vector<std::string> kinds;
  for (const v1::MeterCoverage& meter : page.meters()) {
    kinds.push_back(
        absl::StrCat(meter.counted().account(), " ", v1::CoverageKind_Name(meter.kind())));
  }
  EXPECT_THAT(kinds, ElementsAre("alpha COVERAGE_KIND_NONE", "nobody COVERAGE_KIND_NO_CUSTOMER"));
  EXPECT_EQ(Coverage("org_id: 'msp' date: '2026-10-06' kind: COVERAGE_KIND_NONE").meters_size(), 1);
  EXPECT_EQ(Coverage("org_id: 'msp' date: '2026-10-04'").meters_size(), 0);
}

TEST_F(Insight, TheBookIsCheckedForWhatIsOdd) {
  const auto page = AnswerOf<v1::BookFindingPage>(
      client_, Parse<v1::CheckBookRequest>("org_id: 'msp' date: '2026-10-06'"));
  std::vector<std::string> found;
  for (const v1::BookFinding& finding : page.findings()) {
    found.push_back(
        absl::StrCat(finding.customer_id(), " ", v1::BookFindingKind_Name(finding.kind())));
  }
  EXPECT_THAT(found, ElementsAre("alpha BOOK_FINDING_KIND_SOURCE_WITHOUT_LINE"));
}

TEST_F(Insight, WhatWasNotKnownYetDoesNotCount) {
  const auto before = Do<v1::GetHeadRequest>("");
  Do<v1::RecordCounts>(
      "org_id: 'msp' source_id: 'shop' observations { observed_at @2026-10-06T09:00:00Z "
      "  account: 'alpha' meter: 'SEAT' quantity: '700' }");
  const std::string query = "org_id: 'msp' date: '2026-10-06' customer_id: 'alpha' ";
  EXPECT_EQ(Leaks(query).leaks(0).managed(), "700");
  EXPECT_EQ(
      Leaks(absl::StrCat(query, "as_of { position: ", before.position(), " }")).leaks(0).managed(),
      "712");
}

}  // namespace
}  // namespace tally
