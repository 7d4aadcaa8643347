#include "ledger/deciders/drafts.h"

#include "ledger/deciders/catalog.h"
#include "ledger/deciders/sources.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kAlpha[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

template <Command C>
C AlphaCommand(absl::string_view fields = "") {
  return Parse<C>(absl::StrCat(kAlpha, fields));
}

// Alpha's October: 18 seats, 3 stamps, and a meter that is billed as nothing. Beta has no draft.
Scenario October() {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::SetPlan>(
          PlanOf("alpha", SeatLine("12.50") + FixedLine("stamp", "3", "0.85")))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", "18"))
      .GivenCommand<v1::RecordCounts>(
          "org_id: 'msp' source_id: 'shop' observations { observed_at @2026-10-31T22:00:00Z "
          "  account: 'S1' meter: 'NEW' quantity: '2' unit_cost: '11' cost_currency: 'USD' }");
  RunMonth(scenario, "2026-10");
  return scenario;
}

v1::Draft October(const Scenario& scenario) { return DraftOf(scenario, "alpha", "2026-10"); }

// October with alpha's draft in each state that a command may find it in.
Scenario Held() {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::HoldDraft>("reason: 'asked'"));
  return scenario;
}

Scenario Rejected() {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::RejectDraft>("reason: 'wrong seats'"));
  return scenario;
}

Scenario Approved() {
  Scenario scenario = October();
  scenario
      .GivenCommand(AlphaCommand<v1::WaiveDraftFlag>("flag: FLAG_KIND_UNMAPPED_METER reason: 'x'"))
      .GivenCommand(Approval(scenario, "alpha", "2026-10"));
  return scenario;
}

// The guards that every command on a draft begins with.
template <Command C>
void ExpectRefusesWithoutDraft() {
  October()
      .When<C>("org_id: 'none' customer_id: 'none' month: '2026-10'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  October()
      .When<C>("org_id: 'msp' customer_id: 'none' month: '2026-10'")
      .Refused(v1::REASON_CUSTOMER_NOT_FOUND, "customer_id");
  October()
      .When<C>("org_id: 'msp' customer_id: 'beta' month: '2026-10'")
      .Refused(v1::REASON_DRAFT_NOT_FOUND, "month");
  October()
      .When<C>("org_id: 'msp' customer_id: 'alpha' month: '2026-09'")
      .Refused(v1::REASON_DRAFT_NOT_FOUND, "month");
}

// And those of the commands that change a draft in review.
template <Command C>
void ExpectRefusesUnlessInReview() {
  Approved().When(AlphaCommand<C>()).Refused(v1::REASON_DRAFT_APPROVED, "month");
  Held().When(AlphaCommand<C>()).Refused(v1::REASON_DRAFT_HELD, "month");
  Rejected().When(AlphaCommand<C>()).Refused(v1::REASON_DRAFT_REJECTED, "month");
}

TEST(HoldDraft, TakesADraftOutOfReview) {
  Scenario scenario = October();
  scenario.When(AlphaCommand<v1::HoldDraft>("reason: 'asked'"))
      .Then(absl::StrCat("draft_held { ", kAlpha, " reason: 'asked' }"));
  const v1::Draft held = October(Held());
  EXPECT_EQ(held.status(), v1::DRAFT_STATUS_HELD);
  EXPECT_EQ(held.reason(), "asked");
  EXPECT_EQ(held.content().content_hash(), October(scenario).content().content_hash());
}

TEST(HoldDraft, Refuses) {
  ExpectRefusesWithoutDraft<v1::HoldDraft>();
  ExpectRefusesUnlessInReview<v1::HoldDraft>();
}

TEST(ReleaseDraft, BringsAHeldDraftBackToReview) {
  Scenario scenario = Held();
  scenario.When(AlphaCommand<v1::ReleaseDraft>())
      .Then(absl::StrCat("draft_released { ", kAlpha, " }"));
  scenario.GivenCommand(AlphaCommand<v1::ReleaseDraft>());
  EXPECT_EQ(October(scenario).status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(October(scenario).reason(), "");
}

TEST(ReleaseDraft, Refuses) {
  ExpectRefusesWithoutDraft<v1::ReleaseDraft>();
  for (Scenario (*state)() : {+[] { return October(); }, &Rejected, &Approved}) {
    state().When(AlphaCommand<v1::ReleaseDraft>()).Refused(v1::REASON_DRAFT_NOT_HELD, "month");
  }
}

TEST(RejectDraft, SaysThatADraftIsWrong) {
  October()
      .When(AlphaCommand<v1::RejectDraft>("reason: 'wrong seats'"))
      .Then(absl::StrCat("draft_rejected { ", kAlpha, " reason: 'wrong seats' }"));
  EXPECT_EQ(October(Rejected()).status(), v1::DRAFT_STATUS_REJECTED);
  EXPECT_EQ(October(Rejected()).reason(), "wrong seats");
}

TEST(RejectDraft, RejectsAHeldDraftToo) {
  Held()
      .When(AlphaCommand<v1::RejectDraft>("reason: 'wrong seats'"))
      .Then(absl::StrCat("draft_rejected { ", kAlpha, " reason: 'wrong seats' }"));
}

TEST(RejectDraft, Refuses) {
  ExpectRefusesWithoutDraft<v1::RejectDraft>();
  Approved().When(AlphaCommand<v1::RejectDraft>()).Refused(v1::REASON_DRAFT_APPROVED, "month");
}

TEST(OverrideDraftLine, ChangesOneLineAndTheTotals) {
  Scenario scenario = October();
  EXPECT_EQ(Printed(October(scenario).content()),
            "seat 18 x 12.5 = 225.00\n"
            "stamp 3 x 0.85 = 2.55\n"
            "vat 20% of 225.00 = 45.00\n"
            "untaxed 0% of 2.55 = 0.00\n"
            "227.55 + 45.00 = 272.55 USD\n"
            "[unmapped_meter!]\n");
  scenario.By("bob").GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
      "line_id: 'seat' quantity: '17.50' unit_price: '13.000' reason: 'agreed by phone'"));

  const v1::Draft draft = October(scenario);
  EXPECT_EQ(Printed(draft.content()),
            "seat 17.5 x 13 = 227.50\n"
            "stamp 3 x 0.85 = 2.55\n"
            "vat 20% of 227.50 = 45.50\n"
            "untaxed 0% of 2.55 = 0.00\n"
            "230.05 + 45.50 = 275.55 USD\n"
            "[unmapped_meter!]\n");
  EXPECT_TRUE(
      IsSame(Parse<v1::LineOverride>(
                 "quantity: '17.5' unit_price: '13' reason: 'agreed by phone' actor: 'bob'"),
             draft.content().lines(0).override()));
  EXPECT_EQ(draft.status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(draft.changed_position(), scenario.position());
  scenario.ThenAmongOthers(
      absl::StrCat("draft_line_overridden { ", kAlpha,
                   " line_id: 'seat' reason: 'agreed by phone' content { totals { total { "
                   "minor_units: 27555 currency: 'USD' } } } }"));
}

TEST(OverrideDraftLine, AddsToWhatWasChangedBefore) {
  Scenario scenario = October();
  scenario
      .GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
          "line_id: 'seat' quantity: '17' reason: 'agreed by phone'"))
      .GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
          "line_id: 'seat' unit_price: '13' reason: 'new price'"));
  EXPECT_EQ(Printed(October(scenario).content().lines(0).line()), "seat 17 x 13 = 221.00");
  EXPECT_EQ(October(scenario).content().lines(0).override().reason(), "new price");
}

TEST(OverrideDraftLine, MayBillNothing) {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
      "line_id: 'stamp' quantity: '0' unit_price: '0' reason: 'goodwill'"));
  EXPECT_EQ(Printed(October(scenario).content().lines(1).line()), "stamp 0 x 0 = 0.00");
}

// A person's quantity needs no count, so the flag that there is none goes.
TEST(OverrideDraftLine, AnswersAMissingCount) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")));
  RunMonth(scenario, "2026-10");
  scenario.GivenCommand(
      AlphaCommand<v1::OverrideDraftLine>("line_id: 'seat' unit_price: '13' reason: 'new price'"));
  EXPECT_EQ(October(scenario).content().lines(0).flags_size(), 1);
  scenario.GivenCommand(
      AlphaCommand<v1::OverrideDraftLine>("line_id: 'seat' quantity: '4' reason: 'asked them'"));
  EXPECT_EQ(October(scenario).content().lines(0).flags_size(), 0);
}

// The count that a line shows as its evidence is the count that gave its quantity.
TEST(OverrideDraftLine, LeavesNoEvidenceForAFigureThatWasNotCounted) {
  Scenario scenario = October();
  EXPECT_TRUE(October(scenario).content().lines(0).line().has_evidence());
  scenario.GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
      "line_id: 'seat' quantity: '17' reason: 'agreed by phone'"));
  EXPECT_FALSE(October(scenario).content().lines(0).line().has_evidence());
}

TEST(OverrideDraftLine, Refuses) {
  ExpectRefusesWithoutDraft<v1::OverrideDraftLine>();
  ExpectRefusesUnlessInReview<v1::OverrideDraftLine>();
  struct Row {
    const char* fields;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"line_id: 'none'", v1::REASON_LINE_NOT_FOUND, "line_id"},
      {"line_id: 'seat'", v1::REASON_NOTHING_TO_CHANGE, "quantity"},
      {"line_id: 'seat' quantity: '1000000000' unit_price: '1000000000'",
       v1::REASON_AMOUNT_OUT_OF_RANGE, "line seat"},
  };
  for (const auto& [fields, reason, field] : rows) {
    SCOPED_TRACE(fields);
    October().When(AlphaCommand<v1::OverrideDraftLine>(fields)).Refused(reason, field);
  }
}

constexpr char kWaiveUnmapped[] = "flag: FLAG_KIND_UNMAPPED_METER reason: 'they know' ";

TEST(WaiveDraftFlag, WaivesAFlagOfTheDraftByName) {
  Scenario scenario = October();
  scenario.By("bob").GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(kWaiveUnmapped));
  const v1::Flag flag = October(scenario).content().flags(0);
  EXPECT_TRUE(IsSame(Parse<v1::Flag>("kind: FLAG_KIND_UNMAPPED_METER blocks: true "
                                     "detail: 'shop counted 2 of NEW, billed as nothing, costs "
                                     "22.00 USD' "
                                     "waiver { reason: 'they know' actor: 'bob' }"),
                     flag));
  scenario.ThenAmongOthers(absl::StrCat("draft_flags_waived { ", kAlpha, kWaiveUnmapped,
                                        " content { content_hash: '",
                                        October(scenario).content().content_hash(), "' } }"));
}

// What was reviewed did not have the waiver, so its approval must be given again.
TEST(WaiveDraftFlag, ChangesWhatIsReviewed) {
  Scenario scenario = October();
  const v1::ApproveDraft before = Approval(scenario, "alpha", "2026-10");
  scenario.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(kWaiveUnmapped));
  EXPECT_NE(October(scenario).content().content_hash(), before.content_hash());
  scenario.When(before).Refused(v1::REASON_DRAFT_CHANGED, "reviewed_position");
}

// Two lines without a count.
Scenario MissingTwice() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50") + SeatLine("1")));
  RunMonth(scenario, "2026-10");
  return scenario;
}

TEST(WaiveDraftFlag, WaivesOnOneLineOrOnAll) {
  const char* waive = "flag: FLAG_KIND_MISSING_COUNT reason: 'new' ";
  Scenario one = MissingTwice();
  one.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(absl::StrCat(waive, "line_id: 'seat-2'")));
  EXPECT_EQ(Printed(October(one).content()),
            "seat 0 x 12.5 = 0.00 [missing_count!]\n"
            "seat-2 0 x 1 = 0.00 [missing_count~]\n"
            "vat 20% of 0.00 = 0.00\n"
            "0.00 + 0.00 = 0.00 USD\n");

  Scenario all = MissingTwice();
  all.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(waive));
  EXPECT_TRUE(October(all).content().lines(0).flags(0).has_waiver());
  EXPECT_TRUE(October(all).content().lines(1).flags(0).has_waiver());
}

TEST(WaiveDraftFlag, KeepsTheFirstReason) {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(kWaiveUnmapped))
      .GivenCommand(
          AlphaCommand<v1::WaiveDraftFlag>("flag: FLAG_KIND_UNMAPPED_METER reason: 'another'"));
  EXPECT_EQ(October(scenario).content().flags(0).waiver().reason(), "they know");
}

TEST(WaiveDraftFlag, Refuses) {
  ExpectRefusesWithoutDraft<v1::WaiveDraftFlag>();
  ExpectRefusesUnlessInReview<v1::WaiveDraftFlag>();
  const char* nowhere[] = {
      "flag: FLAG_KIND_STALE_COUNT",
      "flag: FLAG_KIND_UNMAPPED_METER line_id: 'seat'",
      "flag: FLAG_KIND_UNMAPPED_METER line_id: 'none'",
  };
  for (const char* fields : nowhere) {
    SCOPED_TRACE(fields);
    October()
        .When(AlphaCommand<v1::WaiveDraftFlag>(fields))
        .Refused(v1::REASON_FLAG_NOT_FOUND, "flag");
  }
}

TEST(RegenerateDraft, MakesADraftFromWhatTheLedgerHoldsNow) {
  Scenario scenario = October();
  scenario.GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "19"))
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>())
      .ThenAmongOthers(
          absl::StrCat("draft_regenerated { ", kAlpha,
                       " content { totals { net { minor_units: 24005 currency: 'USD' } } } }"));
  EXPECT_EQ(Printed(October(scenario).content().lines(0).line()), "seat 19 x 12.5 = 237.50");
  EXPECT_EQ(October(scenario).run_id(), "2026-10.1");
}

TEST(RegenerateDraft, ChangesNothingIfItComesOutTheSame) {
  October().When(AlphaCommand<v1::RegenerateDraft>()).ThenNothing();

  // A newer count with the same figure bills the same.
  October()
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "18"))
      .When(AlphaCommand<v1::RegenerateDraft>())
      .ThenNothing();
}

TEST(RegenerateDraft, BringsARejectedDraftBackToReview) {
  Scenario scenario = Rejected();
  scenario.GivenCommand(AlphaCommand<v1::RegenerateDraft>());
  EXPECT_EQ(October(scenario).status(), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(October(scenario).reason(), "");
}

TEST(RegenerateDraft, KeepsWhatAPersonChanged) {
  Scenario scenario = October();
  scenario
      .GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
          "line_id: 'seat' unit_price: '13' reason: 'agreed by phone'"))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "19"))
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>());
  const v1::DraftLine seat = October(scenario).content().lines(0);
  EXPECT_EQ(Printed(seat.line()), "seat 19 x 13 = 247.00");
  EXPECT_EQ(seat.override().reason(), "agreed by phone");
}

TEST(RegenerateDraft, DropsTheChangeOfALineThatIsGone) {
  Scenario scenario = October();
  scenario
      .GivenCommand(AlphaCommand<v1::OverrideDraftLine>(
          "line_id: 'stamp' unit_price: '1' reason: 'agreed by phone'"))
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", SeatLine("12.50")))
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>())
      .GivenCommand<v1::SetPlan>(
          PlanOf("alpha", SeatLine("12.50") + FixedLine("stamp", "3", "0.85")))
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>());
  EXPECT_EQ(Printed(October(scenario).content().lines(1).line()), "stamp 3 x 0.85 = 2.55");
}

TEST(RegenerateDraft, KeepsAWaiverWhileTheFlagStaysAsItWas) {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(kWaiveUnmapped))
      .GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T23:00:00Z", "19"))
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>());
  EXPECT_TRUE(October(scenario).content().flags(0).has_waiver());
}

TEST(RegenerateDraft, DropsAWaiverWhenWhatIsFlaggedChanges) {
  Scenario scenario = October();
  scenario.GivenCommand(AlphaCommand<v1::WaiveDraftFlag>(kWaiveUnmapped))
      .GivenCommand<v1::RecordCounts>(
          "org_id: 'msp' source_id: 'shop' observations { observed_at @2026-10-31T23:00:00Z "
          "  account: 'S1' meter: 'NEW' quantity: '200' }")
      .GivenCommand(AlphaCommand<v1::RegenerateDraft>());
  const v1::Flag flag = October(scenario).content().flags(0);
  EXPECT_EQ(flag.detail(), "shop counted 200 of NEW, billed as nothing");
  EXPECT_FALSE(flag.has_waiver());
}

TEST(RegenerateDraft, DropsAFlagThatWasMended) {
  const auto mended = [](Scenario& scenario) {
    scenario.GivenCommand(AlphaCommand<v1::RegenerateDraft>());
    return October(scenario).content().flags_size() == 0;
  };
  Scenario by_source = October();
  by_source.GivenCommand<v1::DefineSource>(
      "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
      "  meters { meter: 'SEAT' item_id: 'seat' } meters { meter: 'NEW' item_id: 'seat' } }");
  EXPECT_TRUE(mended(by_source));

  Scenario by_plan = October();
  by_plan.GivenCommand<v1::SetPlan>(
      PlanOf("alpha",
             "lines { item_id: 'seat' held { unit_price: '1' } "
             "  counted { source_id: 'shop' meter: 'NEW' rule: QUANTITY_RULE_PEAK } }"));
  EXPECT_TRUE(mended(by_plan));

  Scenario by_override = October();
  by_override.Given(
      "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' "
      "  accounts { source_id: 'shop' account: 'S1' } external_ids { system: 'a' id: '1' } "
      "  meters { source_id: 'shop' meter: 'NEW' item_id: 'seat' } } }");
  EXPECT_TRUE(mended(by_override));

  Scenario elsewhere = October();
  elsewhere.Given(
      "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' "
      "  accounts { source_id: 'shop' account: 'S1' } external_ids { system: 'a' id: '1' } "
      "  meters { source_id: 'rmm' meter: 'NEW' item_id: 'seat' } } }");
  EXPECT_FALSE(mended(elsewhere));
}

TEST(RegenerateDraft, Refuses) {
  ExpectRefusesWithoutDraft<v1::RegenerateDraft>();
  Approved().When(AlphaCommand<v1::RegenerateDraft>()).Refused(v1::REASON_DRAFT_APPROVED, "month");
  October()
      .GivenCommand<v1::SetPlan>(PlanOf("alpha", FixedLine("seat", "1000000000", "1000000000")))
      .When(AlphaCommand<v1::RegenerateDraft>())
      .Refused(v1::REASON_AMOUNT_OUT_OF_RANGE, "line seat");
}

}  // namespace
}  // namespace tally
