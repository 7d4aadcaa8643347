#include "ledger/deciders/automatic_approval.h"

#include "ledger/deciders/customers.h"
#include "ledger/deciders/orgs.h"
#include "support/provider.h"

namespace tally {
namespace {

// Alpha's drafts are approved by themselves; what it gets is not flagged.
class AutomaticApprovals : public testing::Test {
 protected:
  AutomaticApprovals() {
    scenario_
        .Given(
            "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
            "  calendar { day: 1 first_month: '2026-10' } } }")
        .Given(Alpha("auto_approve: true"))
        .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1", "10")));
  }

  static std::string Alpha(absl::string_view more) {
    return absl::StrCat(
        "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' ",
        "external_ids { system: 'books' id: '1' } ", more, " } }");
  }

  void RunByCalendar(absl::string_view run_id = "2026-10.1") {
    scenario_
        .GivenCommand<v1::StartRun>(
            "request_id: 'calendar 1' org_id: 'msp' month: '2026-10' automatic: true")
        .GivenCommand<v1::AdvanceRun>(absl::StrCat("org_id: 'msp' run_id: '", run_id, "'"));
  }

  std::optional<v1::ApproveDraft> Approval() {
    const auto run = scenario_.books().runs.Find("msp", "2026-10.1");
    return AutomaticApproval(scenario_.books(), *run, DraftOf(scenario_, "alpha", "2026-10"));
  }

  static constexpr char kDraft[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

  Scenario scenario_ = Provider();
};

TEST_F(AutomaticApprovals, AreOfWhatTheRunMade) {
  RunByCalendar();
  const auto approval = Approval();
  ASSERT_TRUE(approval);
  EXPECT_EQ(approval->request_id(), "approve 2026-10.1 for alpha");
  const v1::Draft draft = DraftOf(scenario_, "alpha", "2026-10");
  EXPECT_EQ(approval->reviewed_position(), draft.made_position());
  EXPECT_EQ(approval->content_hash(), draft.content().content_hash());
  scenario_.GivenCommand(*approval);
  EXPECT_FALSE(Approval()) << "twice";
}

TEST_F(AutomaticApprovals, AreNotOfARunThatGoesOnOrThatAPersonStarted) {
  scenario_.GivenCommand<v1::StartRun>("org_id: 'msp' month: '2026-10'")
      .GivenCommand<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.1'");
  EXPECT_FALSE(Approval());

  RunByCalendar("2026-10.2");
  const v1::Run run = *scenario_.books().runs.Find("msp", "2026-10.2");
  EXPECT_FALSE(AutomaticApproval(scenario_.books(), run, DraftOf(scenario_, "alpha", "2026-10")))
      << "another run made the draft";
}

TEST_F(AutomaticApprovals, AreNotOfDraftsThatSomebodyTouched) {
  RunByCalendar();
  scenario_.GivenCommand<v1::HoldDraft>(absl::StrCat(kDraft, "reason: 'wait'"));
  EXPECT_FALSE(Approval());
  scenario_.GivenCommand<v1::ReleaseDraft>(kDraft);
  EXPECT_FALSE(Approval());
}

TEST_F(AutomaticApprovals, AreNotOfDraftsThatWereChanged) {
  RunByCalendar();
  scenario_.GivenCommand<v1::OverrideDraftLine>(
      absl::StrCat(kDraft, "line_id: 'seat' quantity: '2' reason: 'asked'"));
  EXPECT_FALSE(Approval());
}

TEST_F(AutomaticApprovals, AreNotOfDraftsWithAnyFlag) {
  scenario_.GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1", "0")));
  RunByCalendar();
  ASSERT_EQ(DraftOf(scenario_, "alpha", "2026-10").content().lines(0).flags(0).kind(),
            v1::FLAG_KIND_ZERO_PRICE);
  EXPECT_FALSE(Approval());
  scenario_.GivenCommand<v1::WaiveDraftFlag>(
      absl::StrCat(kDraft, "line_id: 'seat' flag: FLAG_KIND_ZERO_PRICE reason: 'a gift'"));
  EXPECT_FALSE(Approval()) << "a person looked at it";
}

// What the customer is made later does not reach back.
TEST_F(AutomaticApprovals, AreAsTheCustomerWasWhenTheDraftWasMade) {
  scenario_.Given(Alpha(""));
  RunByCalendar();
  EXPECT_FALSE(Approval());
  scenario_.Given(Alpha("auto_approve: true"));
  EXPECT_FALSE(Approval());
}

}  // namespace
}  // namespace tally
