// X12 of the worked examples, over the daemon: whoever had a hand in a draft does not approve it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/money/money.h"
#include "system/support/any_call.h"
#include "system/support/story.h"
#include "tally/v1/conflicts.pb.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kOctober[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

class FourEyes : public Story {
 protected:
  // Ann sets up Alpha and Beta, who pay 100.00 a month; September was run by Carl and approved by
  // Boss. Then Msp wants four eyes.
  void DefineProvider(absl::string_view four_eyes = "four_eyes {}") {
    DefineMsp();
    for (const char* customer : {"alpha", "beta"}) {
      DefineCustomer(customer, "auto_approve: true");
      SetPlan(customer, FixedLine("stamp", "10", "10"));
    }
    RunMonth(carl_, "msp", "2026-09");
    for (const char* customer : {"alpha", "beta"}) {
      Answer(boss_, ApprovalOf(Draft(customer, "2026-09")));
    }
    DefineMsp(four_eyes);
  }

  void SetPlanByBen(absl::string_view price) {
    Answer<v1::SetPlan>(
        ben_, absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' ",
                           "effective_from: '2026-10-01' ", FixedLine("stamp", "10", price), " }"));
  }

  v1::ApproveDraft OfAlpha(absl::string_view exception = "") {
    v1::ApproveDraft approve = ApprovalOf(Draft("alpha", "2026-10"));
    approve.set_four_eyes_exception(std::string(exception));
    return approve;
  }

  // What `client` is refused for, by kind, event and subject.
  std::vector<std::string> ContributionsOf(const Client& client) {
    const v1::Refusal refusal = RefusalTo(client, OfAlpha());
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), "REASON_APPROVER_CONTRIBUTED");
    EXPECT_EQ(refusal.field(), "tally-actor");
    EXPECT_THAT(refusal.advice(), HasSubstr("Let somebody else approve"));
    std::vector<std::string> contributions;
    for (const v1::Contribution& each : refusal.contributions()) {
      EXPECT_THAT(refusal.message(), HasSubstr(absl::StrCat("event ", each.position())));
      contributions.push_back(absl::StrCat(v1::ContributionKind_Name(each.kind()), " ",
                                           each.position(), " ", each.subject()));
    }
    return contributions;
  }

  std::vector<v1::Conflict> Conflicts(absl::string_view more = "") {
    const auto page = AnswerOf<v1::ConflictPage>(
        client_, Parse<v1::ListConflicts>(absl::StrCat("org_id: 'msp' ", more)));
    return {page.conflicts().begin(), page.conflicts().end()};
  }

  void ExpectAuditPasses() {
    const auto messages = Answer(client_, v1::CheckLedger());
    ASSERT_FALSE(messages.empty());
    EXPECT_TRUE(messages.back().verdict().passed()) << messages.back().ShortDebugString();
  }

  const Client ben_ = daemon_.NewClient("ben");
  const Client carl_ = daemon_.NewClient("carl");
  const Client boss_ = daemon_.NewClient("boss");
};

TEST_F(FourEyes, X12WhoChangedThePlanDoesNotApproveTheInvoice) {
  DefineProvider();
  SetPlanByBen("11");
  const uint64_t set_at = Head();
  RunMonth(carl_, "msp", "2026-10");
  EXPECT_THAT(ContributionsOf(ben_),
              ElementsAre(absl::StrCat("CONTRIBUTION_KIND_PLAN ", set_at, " 2026-10-01")));
  // Beta's draft is none of Ben's.
  EXPECT_EQ(Answer(ben_, ApprovalOf(Draft("beta", "2026-10"))).invoice_number(),
            "BILL-2026-11-003");
  EXPECT_EQ(Answer(boss_, OfAlpha()).invoice_number(), "BILL-2026-11-004");
  EXPECT_THAT(Conflicts(), IsEmpty());
  ExpectAuditPasses();
}

TEST_F(FourEyes, X12WhoChangedTheDraftDoesNotApproveIt) {
  DefineProvider();
  RunMonth(carl_, "msp", "2026-10");
  const uint64_t made_at = Draft("alpha", "2026-10").made_position();
  EXPECT_THAT(ContributionsOf(carl_),
              ElementsAre(absl::StrCat("CONTRIBUTION_KIND_RUN ", made_at, " 2026-10.1")));

  Answer<v1::OverrideDraftLine>(
      ben_, absl::StrCat(kOctober, "line_id: 'stamp' unit_price: '0' reason: 'a gift'"));
  const uint64_t changed_at = Head();
  EXPECT_THAT(ContributionsOf(ben_),
              ElementsAre(absl::StrCat("CONTRIBUTION_KIND_OVERRIDE ", changed_at, " stamp")));

  const Client dora = daemon_.NewClient("dora");
  Answer<v1::WaiveDraftFlag>(dora, absl::StrCat(kOctober, "flag: FLAG_KIND_ZERO_PRICE ",
                                                "line_id: 'stamp' reason: 'a gift'"));
  EXPECT_THAT(ContributionsOf(dora),
              ElementsAre(absl::StrCat("CONTRIBUTION_KIND_WAIVER ", Head(), " stamp")));

  // Who holds a draft changes nothing of it.
  Answer<v1::HoldDraft>(boss_, absl::StrCat(kOctober, "reason: 'asks'"));
  Answer<v1::ReleaseDraft>(boss_, kOctober);
  const Client eve = daemon_.NewClient("eve");
  Answer<v1::RejectDraft>(boss_, absl::StrCat(kOctober, "reason: 'wait'"));
  Answer<v1::RegenerateDraft>(eve, kOctober);
  EXPECT_THAT(ContributionsOf(eve),
              ElementsAre(absl::StrCat("CONTRIBUTION_KIND_REGENERATED ", Head(), " ")));
  Answer(boss_, OfAlpha());
  ExpectAuditPasses();
}

TEST_F(FourEyes, X12AboveTheLimitAlone) {
  DefineProvider("four_eyes { above: '100.00' }");
  RunMonth(carl_, "msp", "2026-10");
  Answer(carl_, ApprovalOf(Draft("beta", "2026-10")));
  Answer<v1::OverrideDraftLine>(
      carl_, absl::StrCat(kOctober, "line_id: 'stamp' unit_price: '10.001' reason: 'dearer'"));
  EXPECT_EQ(FormatAmount(Draft("alpha", "2026-10").content().totals().total()), "100.01");
  RefusalTo(carl_, OfAlpha());
  const std::vector<v1::Conflict> conflicts = Conflicts("month: '2026-10'");
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].customer_id(), "beta");
  EXPECT_EQ(conflicts[0].ground(), v1::CONFLICT_GROUND_WITHIN_LIMIT);
  ExpectAuditPasses();
}

TEST_F(FourEyes, AnExceptionIsRecordedAndListed) {
  DefineProvider("four_eyes { exceptions: true }");
  RunMonth(carl_, "msp", "2026-10");
  RefusalTo(carl_, OfAlpha());
  Answer(carl_, OfAlpha("Boss is ill"));

  const auto events =
      Do<v1::ReadEvents>("filter { org_id: 'msp' stream: 'drafts/2026-10/alpha' } page_size: 100");
  const v1::RecordedEvent& approved = events.events(events.events_size() - 1);
  EXPECT_EQ(approved.event().draft_approved().four_eyes_exception(), "Boss is ill");
  const std::vector<v1::Conflict> conflicts = Conflicts("month: '2026-10'");
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].exception(), "Boss is ill");
  EXPECT_EQ(conflicts[0].approved_by(), "carl");
  EXPECT_EQ(conflicts[0].position(), approved.position());
  EXPECT_EQ(FormatAmount(conflicts[0].total()), "100.00");
  EXPECT_THAT(Conflicts("month: '2026-09'"), IsEmpty());
  EXPECT_THAT(Conflicts(absl::StrCat("as_of { position: ", approved.position() - 1, " }")),
              IsEmpty());
  ExpectAuditPasses();
}

TEST_F(FourEyes, ConflictsAreListedAlsoOfWhenNobodyAsked) {
  DefineProvider("");
  RunMonth(carl_, "msp", "2026-10");
  for (const char* customer : {"alpha", "beta"}) {
    Answer(carl_, ApprovalOf(Draft(customer, "2026-10")));
  }
  const std::vector<v1::Conflict> conflicts = Conflicts();
  ASSERT_EQ(conflicts.size(), 2U);
  EXPECT_EQ(conflicts[0].ground(), v1::CONFLICT_GROUND_NOT_WANTED);
  EXPECT_EQ(conflicts[0].contributions(0).actor(), "carl");

  auto page = AnswerOf<v1::ConflictPage>(
      client_, Parse<v1::ListConflicts>("org_id: 'msp' month: '2026-10' page_size: 1"));
  ASSERT_EQ(page.conflicts_size(), 1);
  EXPECT_EQ(page.conflicts(0).customer_id(), "alpha");
  page = AnswerOf<v1::ConflictPage>(
      client_, Parse<v1::ListConflicts>(
                   absl::StrCat("org_id: 'msp' month: '2026-10' page_size: 1 page_token: '",
                                page.next_page_token(), "'")));
  ASSERT_EQ(page.conflicts_size(), 1);
  EXPECT_EQ(page.conflicts(0).customer_id(), "beta");
  EXPECT_EQ(page.next_page_token(), "");
}

// Nobody gets a change approved by waiting for the calendar.
TEST_F(FourEyes, TheCalendarApprovesWhatNobodyChanged) {
  DefineProvider("four_eyes {} calendar { day: 28 first_month: '2026-10' }");
  SetPlanByBen("10");
  daemon_.At("2026-11-28T00:00:00Z");
  daemon_.AwaitCalendars();
  EXPECT_EQ(Draft("beta", "2026-10").status(), v1::DRAFT_STATUS_APPROVED);
  EXPECT_EQ(Draft("alpha", "2026-10").status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(ContributionsOf(ben_).size(), 1U);
  const auto refused =
      AnswerOf<v1::RefusalPage>(client_, Parse<v1::ListRefusalsRequest>("org_id: 'msp'"));
  ASSERT_GE(refused.refusals_size(), 1);
  EXPECT_EQ(refused.refusals(0).actor(), "tallyd");
  EXPECT_THAT(refused.refusals(0).refusal().message(), HasSubstr("ben set the plan"));

  daemon_.Restart();
  daemon_.AwaitCalendars();
  const Client carl = daemon_.NewClient("carl");
  client_ = daemon_.NewClient();
  EXPECT_EQ(Draft("alpha", "2026-10").status(), v1::DRAFT_STATUS_IN_REVIEW);
  Answer(carl, OfAlpha());
  EXPECT_THAT(Conflicts(), IsEmpty());
  ExpectAuditPasses();
}

TEST_F(FourEyes, AreOfTheCalendarWhereNobodyAsked) {
  DefineProvider("calendar { day: 28 first_month: '2026-10' }");
  SetPlanByBen("10");
  daemon_.At("2026-11-28T00:00:00Z");
  daemon_.AwaitCalendars();
  const std::vector<v1::Conflict> conflicts = Conflicts();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_TRUE(conflicts[0].automatic());
  EXPECT_EQ(conflicts[0].contributions(0).actor(), "ben");
  ExpectAuditPasses();
}

TEST_F(FourEyes, TakeNoLimitThatIsNoAmount) {
  Refused<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
      "  four_eyes { above: '-1' } }",
      v1::REASON_FIELD_INVALID, "org.four_eyes.above");
  Refused<v1::DefineOrg>(
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
      "  four_eyes { above: '0.005' } }",
      v1::REASON_FIELD_INVALID, "org.four_eyes.above");
}

}  // namespace
}  // namespace tally
