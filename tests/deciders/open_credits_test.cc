#include "ledger/deciders/open_credits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/deciders/payments.h"
#include "support/provider.h"
#include "support/receivables.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string GrantOf(absl::string_view id, absl::string_view date) {
  return absl::StrCat("org_id: 'msp' credit_id: '", id,
                      "' customer_id: 'alpha' amount { minor_units: 5000 currency: 'USD' } date: '",
                      date, "' reason: 'agreed'");
}

std::vector<std::string> OpenIn(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const v1::CustomerCredit& credit : OpenCreditsOf(scenario.books(), "msp", "alpha")) {
    ids.push_back(credit.credit().id());
  }
  return ids;
}

TEST(OpenCreditsOf, AreTheOldestFirstWhateverTheirKind) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::GrantCredit>(GrantOf("middle", "2026-10-02"))
      .GivenCommand<v1::GrantCredit>(GrantOf("late", "2026-10-03"))
      .GivenCommand<v1::RecordPayment>(
          "org_id: 'msp' payment { payment_id: 'early' customer_id: 'alpha' date: '2026-10-01' "
          "amount { minor_units: 5000 currency: 'USD' } deposit: true }");
  EXPECT_THAT(OpenIn(scenario), ElementsAre("early", "middle", "late"));
  EXPECT_THAT(OpenCreditsOf(scenario.books(), "msp", "beta"), IsEmpty());
}

TEST(OpenCreditsOf, LeaveOutWhatIsUsedUpUntilItIsTakenBack) {
  Scenario scenario = Provider();
  scenario.Given(Issued("B-1", "alpha", 5'000, "USD", "2026-09-15", "2026-10-15"))
      .GivenCommand<v1::GrantCredit>(GrantOf("g1", "2026-10-02"));
  const auto settle = [&](absl::string_view how) {
    scenario.GivenCommand<v1::AllocateCredit>(
        absl::StrCat("org_id: 'msp' customer_id: 'alpha' "
                     "credit { kind: CREDIT_KIND_GRANTED id: 'g1' } ",
                     how));
  };
  settle("oldest_first {}");
  EXPECT_THAT(OpenIn(scenario), IsEmpty());
  settle("none {}");
  EXPECT_THAT(OpenIn(scenario), ElementsAre("g1"));
}

}  // namespace
}  // namespace tally
