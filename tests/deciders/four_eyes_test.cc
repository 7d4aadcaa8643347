// Who may approve a draft where the org wants four eyes, and what is told of those who did.

#include "ledger/deciders/four_eyes.h"

#include <gmock/gmock.h>

#include "absl/strings/str_join.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/usage.h"
#include "support/provider.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kAlpha[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

void WantFourEyes(Scenario& scenario, absl::string_view four_eyes) {
  scenario.GivenCommand<v1::DefineOrg>(
      absl::StrCat("org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' ",
                   "calendar { day: 1 first_month: '2026-10' } ", four_eyes, " }"));
}

std::string PlanFrom(absl::string_view day, absl::string_view price) {
  return absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", day, "' ",
                      FixedLine("stamp", "10", price), "lines { item_id: 'book' pass_through {} } ",
                      "lines { line_id: 'deal' item_id: 'book' triggered { kind: ",
                      "TRIGGER_KIND_DEAL } held { unit_price: '5' } } }");
}

// What Ann has set up pays Alpha 100.00 a month; September was run by Carl, and approved by Boss.
// The org then wants four eyes.
Scenario AfterSeptember(absl::string_view four_eyes = "four_eyes {}") {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanFrom("2026-01-01", "10")).By("carl");
  RunMonth(scenario, "2026-09");
  scenario.By("boss").GivenCommand(Approval(scenario, "alpha", "2026-09"));
  WantFourEyes(scenario, four_eyes);
  return scenario;
}

// Carl runs October.
void RunOctober(Scenario& scenario) {
  scenario.By("carl");
  RunMonth(scenario, "2026-10");
}

Scenario& WhenApprovedBy(const char* actor, Scenario& scenario, const char* exception = "") {
  v1::ApproveDraft approve = Approval(scenario, "alpha", "2026-10");
  approve.set_four_eyes_exception(exception);
  return scenario.By(actor).When(approve);
}

std::vector<std::string> KindsOf(
    const google::protobuf::RepeatedPtrField<v1::Contribution>& contributions) {
  std::vector<std::string> kinds;
  for (const v1::Contribution& each : contributions) {
    const std::string kind =
        v1::ContributionKind_Name(each.kind()).substr(sizeof("CONTRIBUTION_KIND_") - 1);
    kinds.push_back(absl::StrCat(each.actor(), " ", kind, " ", each.subject()));
  }
  return kinds;
}

// X12 of the worked examples. What Ben does, before or after Carl runs October.
TEST(FourEyes, RefuseWhoContributed) {
  using Do = void (*)(Scenario&);
  const struct {
    const char* what;
    Do before;
    Do after;
    // What the refusal tells; empty if Ben may approve.
    const char* contribution;
  } kCases[] = {
      {"nothing", nullptr, nullptr, ""},
      {"a plan for the month",
       [](Scenario& s) { s.GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "11")); }, nullptr,
       "ben PLAN 2026-10-01"},
      {"a plan that is mended",
       [](Scenario& s) { s.GivenCommand<v1::SetPlan>(PlanFrom("2026-01-01", "10.5")); }, nullptr,
       "ben PLAN 2026-01-01"},
      {"a plan for later",
       [](Scenario& s) { s.GivenCommand<v1::SetPlan>(PlanFrom("2026-11-01", "11")); }, nullptr, ""},
      {"another customer's plan",
       [](Scenario& s) {
         s.GivenCommand<v1::SetPlan>(PlanOf("beta", FixedLine("stamp", "1", "1")));
       },
       nullptr, ""},
      {"the customer",
       [](Scenario& s) {
         s.GivenCommand<v1::DefineCustomer>(
             "org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' "
             "external_ids { system: 'quickbooks' id: '1' } }");
       },
       nullptr, "ben CUSTOMER "},
      {"a cost",
       [](Scenario& s) {
         s.GivenCommand<v1::RecordChargeEntries>(
             "org_id: 'msp' source_id: 'shop' charges { entry_id: 'c1' customer_id: 'alpha' "
             "date: '2026-10-15' kind: CHARGE_KIND_HARDWARE quantity: '2' unit_cost: '410' "
             "cost_currency: 'USD' }");
       },
       nullptr, "ben CHARGES shop"},
      {"a cost of a day that is not billed yet",
       [](Scenario& s) {
         s.GivenCommand<v1::RecordChargeEntries>(
             "org_id: 'msp' source_id: 'shop' charges { entry_id: 'c1' customer_id: 'alpha' "
             "date: '2026-11-02' kind: CHARGE_KIND_HARDWARE quantity: '2' unit_cost: '410' "
             "cost_currency: 'USD' }");
       },
       nullptr, ""},
      {"a trigger",
       [](Scenario& s) {
         s.GivenCommand<v1::RecordTriggerEntries>(
             "org_id: 'msp' source_id: 'shop' triggers { key: 'd' customer_id: 'alpha' "
             "kind: TRIGGER_KIND_DEAL date: '2026-10-16' amount: '250' }");
       },
       nullptr, "ben TRIGGERS shop"},
      {"a draft made again", nullptr,
       [](Scenario& s) {
         s.GivenCommand<v1::RejectDraft>(absl::StrCat(kAlpha, "reason: 'wait'"))
             .GivenCommand<v1::RegenerateDraft>(kAlpha);
       },
       "ben REGENERATED "},
      {"a changed line", nullptr,
       [](Scenario& s) {
         s.GivenCommand<v1::OverrideDraftLine>(
             absl::StrCat(kAlpha, "line_id: 'stamp' quantity: '9' reason: 'agreed'"));
       },
       "ben OVERRIDE stamp"},
      {"a waived flag", nullptr,
       [](Scenario& s) {
         s.GivenCommand<v1::OverrideDraftLine>(
              absl::StrCat(kAlpha, "line_id: 'stamp' unit_price: '0' reason: 'a gift'"))
             .By("ben")
             .GivenCommand<v1::WaiveDraftFlag>(absl::StrCat(
                 kAlpha, "flag: FLAG_KIND_ZERO_PRICE line_id: 'stamp' reason: 'is a gift'"));
       },
       "ben OVERRIDE stamp, ben WAIVER stamp"},
      {"holding it", nullptr,
       [](Scenario& s) {
         s.GivenCommand<v1::HoldDraft>(absl::StrCat(kAlpha, "reason: 'asks'"))
             .GivenCommand<v1::ReleaseDraft>(kAlpha);
       },
       ""},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.what);
    Scenario scenario = AfterSeptember();
    if (each.before != nullptr) each.before(scenario.By("ben"));
    RunOctober(scenario);
    if (each.after != nullptr) each.after(scenario.By("ben"));
    WhenApprovedBy("ben", scenario);
    if (each.contribution == std::string()) {
      EXPECT_FALSE(scenario.events().empty());
    } else {
      scenario.Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
      EXPECT_EQ(absl::StrJoin(KindsOf(scenario.refusal().contributions()), ", "),
                each.contribution);
    }
    EXPECT_FALSE(WhenApprovedBy("boss", scenario).events().empty());
  }
}

TEST(FourEyes, RefuseWhoStartedTheRun) {
  Scenario scenario = AfterSeptember();
  RunOctober(scenario);
  WhenApprovedBy("carl", scenario).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  const v1::Refusal refusal = scenario.refusal();
  EXPECT_EQ(refusal.message(), absl::StrCat("carl started run 2026-10.1 (event ",
                                            DraftOf(scenario, "alpha", "2026-10").made_position(),
                                            ", 2026-11-03T12:00:00Z)"));
  EXPECT_THAT(KindsOf(refusal.contributions()), ElementsAre("carl RUN 2026-10.1"));
}

// The first invoice rests on all that was ever said of the customer.
TEST(FourEyes, RefuseWhoSetUpTheCustomerItsFirstInvoice) {
  Scenario scenario = Provider();
  WantFourEyes(scenario, "four_eyes {}");
  scenario.GivenCommand<v1::SetPlan>(PlanFrom("2026-01-01", "10"));
  RunOctober(scenario);
  WhenApprovedBy("ann", scenario).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  EXPECT_THAT(KindsOf(scenario.refusal().contributions()),
              ElementsAre("ann CUSTOMER ", "ann PLAN 2026-01-01"));
}

// A plan that was set ahead of time was on no invoice before.
TEST(FourEyes, CountAPlanWhenItFirstBills) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanFrom("2026-01-01", "10"))
      .By("ben")
      .GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "11"))
      .By("carl");
  RunMonth(scenario, "2026-09");
  scenario.By("boss").GivenCommand(Approval(scenario, "alpha", "2026-09"));
  WantFourEyes(scenario, "four_eyes {}");
  RunOctober(scenario);
  WhenApprovedBy("ben", scenario).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  scenario.By("boss").GivenCommand(Approval(scenario, "alpha", "2026-10"));

  scenario.At("2026-12-03T12:00:00Z").By("carl");
  RunMonth(scenario, "2026-11");
  EXPECT_FALSE(scenario.By("ben").When(Approval(scenario, "alpha", "2026-11")).events().empty());
}

// What is billed in advance rests on the plan of the next month.
TEST(FourEyes, CountAPlanOfTheNextMonthThatIsBilledAhead) {
  Scenario scenario = AfterSeptember();
  scenario.By("ben").GivenCommand<v1::SetPlan>(
      "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-11-01' "
      "  lines { item_id: 'stamp' fixed { quantity: '1' } held { unit_price: '9' } "
      "    cadence { months: 1 timing: TIMING_IN_ADVANCE } } }");
  RunOctober(scenario);
  WhenApprovedBy("ben", scenario).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  EXPECT_THAT(KindsOf(scenario.refusal().contributions()), ElementsAre("ben PLAN 2026-11-01"));
}

// That somebody mended it after them takes nothing back.
TEST(FourEyes, CountAPlanThatAnotherSetAgain) {
  Scenario scenario = AfterSeptember();
  scenario.By("ben").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "11"));
  scenario.By("carl").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "12"));
  RunOctober(scenario);
  WhenApprovedBy("ben", scenario).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
}

TEST(FourEyes, AreWantedAboveALimitAlone) {
  const struct {
    const char* above;
    const char* price;
    bool is_refused;
  } kCases[] = {
      {"100.00", "10", false},
      {"99.99", "10", true},
      {"0", "10", true},
      // What is paid back is an amount, too.
      {"99.99", "-10", true},
      {"100", "-10", false},
  };
  for (const auto& [above, price, is_refused] : kCases) {
    SCOPED_TRACE(absl::StrCat(above, " ", price));
    Scenario scenario = AfterSeptember(absl::StrCat("four_eyes { above: '", above, "' }"));
    scenario.By("ben").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", price));
    RunOctober(scenario);
    WhenApprovedBy("ben", scenario);
    EXPECT_EQ(scenario.events().empty(), is_refused);
  }
}

// Else a change could pass while the bill is small.
TEST(FourEyes, AreWantedOfWhatWasOnlyApprovedWithinTheLimit) {
  Scenario scenario = AfterSeptember("four_eyes { above: '100' }");
  scenario.By("ben").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "10"));
  RunOctober(scenario);
  scenario.By("ben").GivenCommand(Approval(scenario, "alpha", "2026-10"));

  scenario.At("2026-12-03T12:00:00Z").By("carl");
  RunMonth(scenario, "2026-11");
  scenario.GivenCommand<v1::OverrideDraftLine>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-11' line_id: 'stamp' quantity: '11' "
      "reason: 'one more'");
  scenario.By("ben").When(Approval(scenario, "alpha", "2026-11"));
  scenario.Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  EXPECT_THAT(KindsOf(scenario.refusal().contributions()), ElementsAre("ben PLAN 2026-10-01"));
}

TEST(FourEyes, CompareTheLimitWithTheTotalInTheOrgsCurrency) {
  Scenario scenario = Provider();
  WantFourEyes(scenario, "four_eyes { above: '110' }");
  scenario.Given(
      "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' currency: 'EUR' } }");
  scenario.GivenCommand<v1::SetPlan>(PlanFrom("2026-01-01", "10"));
  RunOctober(scenario);
  WhenApprovedBy("ann", scenario);
  EXPECT_TRUE(scenario.events().empty()) << "no rate is known";
  scenario.GivenCommand<v1::RecordExchangeRates>(
      "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '1.1' "
      "date: '2026-11-02' source: 'ECB' }");
  EXPECT_FALSE(WhenApprovedBy("ann", scenario).events().empty());
}

TEST(FourEyes, TakeAnExceptionWhereTheOrgAllowsIt) {
  Scenario strict = AfterSeptember();
  RunOctober(strict);
  WhenApprovedBy("carl", strict, "all others are ill")
      .Refused(v1::REASON_APPROVER_CONTRIBUTED, "four_eyes_exception");
  EXPECT_THAT(strict.refusal().message(), HasSubstr("the org allows no exceptions"));

  Scenario lenient = AfterSeptember("four_eyes { exceptions: true }");
  RunOctober(lenient);
  WhenApprovedBy("carl", lenient).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  WhenApprovedBy("carl", lenient, "all others are ill");
  EXPECT_EQ(lenient.events().at(0).draft_approved().four_eyes_exception(), "all others are ill");
  WhenApprovedBy("boss", lenient, "was not needed");
  EXPECT_EQ(lenient.events().at(0).draft_approved().four_eyes_exception(), "");
}

TEST(FourEyes, TellTheLatestOfManyContributions) {
  Scenario scenario = AfterSeptember();
  RunOctober(scenario);
  for (int quantity = 1; quantity <= 30; ++quantity) {
    scenario.GivenCommand<v1::OverrideDraftLine>(
        absl::StrCat(kAlpha, "line_id: 'stamp' quantity: '", quantity, "' reason: 'agreed'"));
  }
  WhenApprovedBy("carl", scenario);
  EXPECT_EQ(scenario.refusal().contributions_size(), 5);
  EXPECT_THAT(scenario.refusal().message(), HasSubstr("and did 29 more"));

  WantFourEyes(scenario, "");
  scenario.By("carl").GivenCommand(Approval(scenario, "alpha", "2026-10"));
  const auto conflict = scenario.books().conflicts.Find("msp", "2026-10", "alpha");
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->contributions_size(), 20);
  EXPECT_EQ(conflict->earlier_contributions(), 11U);
}

// What Ann set up last month has been approved, so October's draft rests on nothing new.
TEST(FourEyes, LetTheCalendarApproveWhatNobodyChanged) {
  const auto run_by_calendar = [](Scenario& scenario) {
    scenario.By("tallyd")
        .GivenCommand<v1::StartRun>(
            "request_id: 'calendar 1' org_id: 'msp' month: '2026-10' automatic: true")
        .GivenCommand<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.1'");
    v1::ApproveDraft approve = Approval(scenario, "alpha", "2026-10");
    approve.set_request_id("approve 2026-10.1 for alpha");
    approve.set_automatic(true);
    return approve;
  };
  Scenario same = AfterSeptember();
  const v1::ApproveDraft approve = run_by_calendar(same);
  EXPECT_TRUE(same.When(approve).events().at(0).draft_approved().automatic());

  Scenario changed = AfterSeptember();
  changed.By("ben").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "10"));
  const v1::ApproveDraft of_changed = run_by_calendar(changed);
  changed.When(of_changed).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  EXPECT_THAT(changed.refusal().message(), HasSubstr("the calendar approves only what nobody"));
  // Nor does Ben, but anybody else does.
  WhenApprovedBy("ben", changed).Refused(v1::REASON_APPROVER_CONTRIBUTED, "tally-actor");
  EXPECT_FALSE(WhenApprovedBy("carl", changed).events().empty());
}

TEST(FourEyes, LetNobodySayThatTheyAreTheCalendar) {
  Scenario scenario = AfterSeptember();
  RunOctober(scenario);
  v1::ApproveDraft approve = Approval(scenario, "alpha", "2026-10");
  approve.set_request_id("mine");
  approve.set_automatic(true);
  scenario.When(approve).Refused(v1::REASON_FIELD_INVALID, "automatic");
}

TEST(Conflicts, AreToldWhateverTheOrgWants) {
  const struct {
    const char* four_eyes;
    const char* actor;
    v1::ConflictGround ground;
  } kCases[] = {
      {"", "ben", v1::CONFLICT_GROUND_NOT_WANTED},
      {"", "boss", v1::CONFLICT_GROUND_UNSPECIFIED},
      {"four_eyes { above: '1000' }", "ben", v1::CONFLICT_GROUND_WITHIN_LIMIT},
      {"four_eyes { exceptions: true }", "ben", v1::CONFLICT_GROUND_EXCEPTION},
      {"four_eyes { exceptions: true }", "boss", v1::CONFLICT_GROUND_UNSPECIFIED},
  };
  for (const auto& [four_eyes, actor, ground] : kCases) {
    SCOPED_TRACE(absl::StrCat(four_eyes, actor));
    Scenario scenario = AfterSeptember(four_eyes);
    scenario.By("ben").GivenCommand<v1::SetPlan>(PlanFrom("2026-10-01", "11"));
    RunOctober(scenario);
    v1::ApproveDraft approve = Approval(scenario, "alpha", "2026-10");
    approve.set_four_eyes_exception("alone today");
    scenario.By(actor).GivenCommand(approve);
    const auto conflict = scenario.books().conflicts.Find("msp", "2026-10", "alpha");
    ASSERT_EQ(conflict.has_value(), ground != v1::CONFLICT_GROUND_UNSPECIFIED);
    if (!conflict) continue;
    EXPECT_EQ(conflict->ground(), ground);
    EXPECT_EQ(conflict->approved_by(), "ben");
    EXPECT_EQ(conflict->invoice_number(), "BILL-2026-11-002");
    EXPECT_EQ(conflict->total().minor_units(), 11000);
    EXPECT_EQ(conflict->exception(), ground == v1::CONFLICT_GROUND_EXCEPTION ? "alone today" : "");
    EXPECT_THAT(KindsOf(conflict->contributions()), ElementsAre("ben PLAN 2026-10-01"));
  }
}

TEST(DefineOrg, RefusesALimitThatIsNoAmount) {
  Provider()
      .When<v1::DefineOrg>(
          "org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' four_eyes { above: '1.005' } }")
      .Refused(v1::REASON_FIELD_INVALID, "org.four_eyes.above");
}

}  // namespace
}  // namespace tally
