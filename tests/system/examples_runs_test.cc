// The worked examples on runs (X).

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "ledger/store/encoding.h"
#include "system/support/story.h"

namespace tally {
namespace {

class RunExample : public Story {
 protected:
  // Alpha and Beta pay 12.50 for each seat that shop counts.
  void DefineTwoCustomers(absl::string_view rule = "PERIOD_END") {
    DefineMsp();
    for (const char* customer : {"alpha", "beta"}) {
      DefineCustomer(customer);
      SetPlan(customer, SeatLine(rule, "held { unit_price: '12.50' }"));
    }
  }

  std::vector<v1::RunPreview> Preview(absl::string_view month) {
    return Do<v1::PreviewRun>(absl::StrCat("org_id: 'msp' month: '", month, "'"));
  }
};

TEST_F(RunExample, X01ADryRunIsTheRun) {
  DefineTwoCustomers();
  SetPlan("beta", FixedLine("stamp", "3", "0.333") + SeatLine("PEAK", "held { unit_price: '2' }"),
          "2026-10-01");
  DefineCustomer("gamma");
  CountSeats("alpha", "2026-09-30T08:00:00Z", "17");
  CountSeats("alpha", "2026-10-31T08:00:00Z", "18");
  CountSeats("beta", "2026-10-30T08:00:00Z", "5");
  CountSeats("nobody", "2026-10-30T08:00:00Z", "7");
  Run("2026-09");

  const uint64_t head = Head();
  const auto preview = Preview("2026-10");
  ASSERT_EQ(preview.size(), 1U);
  EXPECT_EQ(preview[0].position(), head);
  EXPECT_EQ(Head(), head) << "a dry run writes nothing";

  const v1::Run run = Run("2026-10");
  ASSERT_EQ(preview[0].drafts_size(), 2);
  for (const v1::PreviewedDraft& previewed : preview[0].drafts()) {
    const v1::Draft draft = Draft(previewed.customer_id(), "2026-10");
    EXPECT_EQ(EncodeDeterministically(previewed.content()),
              EncodeDeterministically(draft.content()))
        << previewed.customer_id();
  }
  ASSERT_EQ(preview[0].totals_size(), 1);
  EXPECT_TRUE(IsSame(preview[0].totals(0), run.totals(0)));
  ASSERT_EQ(preview[0].unmapped_accounts_size(), 1);
  EXPECT_TRUE(IsSame(preview[0].unmapped_accounts(0), run.unmapped_accounts(0)));
  ASSERT_EQ(preview[0].skipped_size(), 1);
  EXPECT_TRUE(IsSame(preview[0].skipped(0), OutcomesOf(run).outcomes(2)));
}

// A total that does not fit is skipped by the run, so the dry run must say the same.
TEST_F(RunExample, X01ADryRunIsTheRunAlsoWhereTheSumDoesNotFit) {
  DefineMsp();
  for (const char* customer : {"alpha", "beta"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("stamp", "50000000", "1000000000"));
  }
  const auto preview = Preview("2026-10");
  const v1::Run run = Run("2026-10");
  EXPECT_EQ(run.drafted(), 1U);
  ASSERT_EQ(preview.size(), 1U);
  EXPECT_EQ(preview[0].drafts_size(), 1);
  ASSERT_EQ(preview[0].skipped_size(), 1);
  EXPECT_TRUE(IsSame(preview[0].skipped(0), OutcomesOf(run).outcomes(1)));
}

TEST_F(RunExample, X02AStaleApprovalAloneIsRefusedWithTheDifference) {
  DefineTwoCustomers();
  CountSeats("alpha", "2026-10-31T08:00:00Z", "18");
  CountSeats("beta", "2026-10-31T08:00:00Z", "18");
  Run("2026-10");
  const v1::ApproveDraft of_alpha = ApprovalOf(Draft("alpha", "2026-10"));
  const v1::ApproveDraft of_beta = ApprovalOf(Draft("beta", "2026-10"));
  CountSeats("alpha", "2026-10-31T09:00:00Z", "19");

  const auto refused = client_.Call(WithRequestId(of_alpha));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
  const v1::Refusal refusal = RefusalIn(refused.status());
  EXPECT_EQ(refusal.reason(), v1::REASON_DRAFT_IS_STALE);
  bool names_the_quantity = false;
  for (const v1::Difference& difference : refusal.differences()) {
    names_the_quantity =
        names_the_quantity ||
        IsSame(Parse<v1::Difference>("line_id: 'seat' what: 'quantity' reviewed: '18' now: '19'"),
               difference);
  }
  EXPECT_TRUE(names_the_quantity) << refusal.DebugString();
  EXPECT_EQ(Answer(client_, of_beta).invoice_number(), "BILL-2026-11-001");

  Do<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'");
  EXPECT_EQ(Approve("alpha", "2026-10"), "BILL-2026-11-002");
  EXPECT_EQ(FormatAmount(Invoice("BILL-2026-11-002").invoice().totals().net()), "237.50");
}

// The more there is to say, the more it matters that it arrives.
TEST_F(RunExample, X02AllDifferencesOfALargeDraftArrive) {
  DefineMsp();
  DefineCustomer("alpha");
  std::string before;
  std::string after;
  for (int i = 0; i < 200; ++i) {
    before += FixedLine("seat", "18", "12.50");
    after += FixedLine("seat", "19", "13.50");
  }
  SetPlan("alpha", before);
  Run("2026-10");
  const v1::ApproveDraft approve = ApprovalOf(Draft("alpha", "2026-10"));
  SetPlan("alpha", after);
  const auto refused = client_.Call(WithRequestId(approve));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted) << refused.status();
  EXPECT_EQ(RefusalIn(refused.status()).reason(), v1::REASON_DRAFT_IS_STALE);
}

TEST_F(RunExample, X03ADeltaIsSplitInQuantityAndPriceEffect) {
  DefineTwoCustomers();
  CountSeats("alpha", "2026-09-30T08:00:00Z", "17");
  CountSeats("alpha", "2026-10-31T08:00:00Z", "18");
  Run("2026-09");
  SetPlan("alpha", SeatLine("PERIOD_END", "held { unit_price: '13.00' }"), "2026-10-01");
  Run("2026-10");

  const v1::DraftLine line = Draft("alpha", "2026-10").content().lines(0);
  EXPECT_EQ(FormatAmount(line.delta().previous_amount()), "212.50");
  EXPECT_EQ(FormatAmount(line.line().amount()), "234.00");
  EXPECT_EQ(FormatAmount(line.delta().change()), "21.50");
  EXPECT_EQ(FormatAmount(line.delta().quantity_effect()), "12.50");
  EXPECT_EQ(FormatAmount(line.delta().price_effect()), "9.00");

  const auto queue = Do<v1::ListDrafts>("org_id: 'msp' month: '2026-10'");
  const v1::ReviewEntry& entry = queue.entries(0);
  EXPECT_EQ(entry.customer_id(), "alpha");
  EXPECT_EQ(FormatAmount(entry.change()), "21.50");
  ASSERT_EQ(entry.causes_size(), 1);
  EXPECT_EQ(FormatAmount(entry.causes(0).quantity_effect()), "12.50");
  EXPECT_EQ(FormatAmount(entry.causes(0).price_effect()), "9.00");
}

TEST_F(RunExample, X06NothingToBillIsReportedAndIsAnAnomalyIfThereWasLastMonth) {
  DefineTwoCustomers();
  CountSeats("alpha", "2026-09-30T08:00:00Z", "17");
  CountSeats("alpha", "2026-10-31T08:00:00Z", "0");
  CountSeats("beta", "2026-09-30T08:00:00Z", "0");
  CountSeats("beta", "2026-10-31T08:00:00Z", "0");
  EXPECT_EQ(Run("2026-09").drafted(), 1U);
  const v1::Run run = Run("2026-10");
  EXPECT_EQ(run.drafted(), 0U);

  const auto report = Do<v1::ListRunOutcomes>(
      absl::StrCat("org_id: 'msp' run_id: '", run.run_id(), "' only_skipped: true"));
  ASSERT_EQ(report.outcomes_size(), 2);
  for (const v1::RunOutcome& outcome : report.outcomes()) {
    EXPECT_FALSE(outcome.created());
    EXPECT_EQ(outcome.skip_reason(), v1::SKIP_REASON_NOTHING_BILLABLE);
    EXPECT_TRUE(absl::StrContains(outcome.detail(), "nothing billable")) << outcome.detail();
  }
  EXPECT_TRUE(report.outcomes(0).anomaly());
  EXPECT_TRUE(absl::StrContains(report.outcomes(0).detail(), "212.50 USD"));
  EXPECT_FALSE(report.outcomes(1).anomaly());
  Refused<v1::GetDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'",
                        v1::REASON_DRAFT_NOT_FOUND, "month");
}

class UnmappedSku : public RunExample {
 protected:
  void CountSku(absl::string_view account) {
    Do<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' observations { "
        "observed_at @2026-10-31T08:00:00Z account: '",
        account, "' meter: 'SKU-9' quantity: '18' unit_cost: '11.00' cost_currency: 'USD' }"));
  }

  v1::Flag UnmappedFlag() {
    const v1::Draft draft = Draft("alpha", "2026-10");
    for (const v1::Flag& flag : draft.content().flags()) {
      if (flag.kind() == v1::FLAG_KIND_UNMAPPED_METER) return flag;
    }
    return {};
  }
};

TEST_F(UnmappedSku, X07BlocksTheDraftWithTheMoneyAtStakeUntilItIsWaived) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  CountSku("alpha");
  Run("2026-10");
  const v1::Flag flag = UnmappedFlag();
  EXPECT_TRUE(flag.blocks());
  EXPECT_TRUE(absl::StrContains(flag.detail(), "18")) << flag.detail();
  EXPECT_TRUE(absl::StrContains(flag.detail(), "198.00 USD")) << flag.detail();
  const v1::Refusal refusal = RefusalTo(client_, ApprovalOf(Draft("alpha", "2026-10")));
  EXPECT_EQ(refusal.reason(), v1::REASON_DRAFT_BLOCKED);
  EXPECT_TRUE(absl::StrContains(refusal.message(), "198.00 USD")) << refusal.message();

  Do<v1::WaiveDraftFlag>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-10' flag: FLAG_KIND_UNMAPPED_METER "
      "reason: 'ours'");
  EXPECT_EQ(UnmappedFlag().waiver().reason(), "ours");
  EXPECT_EQ(UnmappedFlag().waiver().actor(), "ann");
  EXPECT_EQ(Approve("alpha", "2026-10"), "BILL-2026-11-001");
}

TEST_F(UnmappedSku, X07BlocksTheDraftUntilItIsMapped) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  CountSku("alpha");
  Run("2026-10");
  Do<v1::DefineSource>(
      "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
      "  meters { meter: 'SEAT' item_id: 'seat' } meters { meter: 'SKU-9' item_id: 'stamp' } }");
  Do<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-10'");
  EXPECT_EQ(UnmappedFlag().kind(), v1::FLAG_KIND_UNSPECIFIED);
  EXPECT_EQ(Approve("alpha", "2026-10"), "BILL-2026-11-001");
}

// What is unmapped is never dropped, though nothing else is to bill.
TEST_F(UnmappedSku, X07IsReportedForACustomerWithNothingElseToBill) {
  DefineMsp();
  DefineCustomer("alpha");
  CountSku("alpha");
  const v1::Run run = Run("2026-10");
  const std::string report = absl::StrCat(run.DebugString(), OutcomesOf(run).DebugString(),
                                          Do<v1::ListDrafts>("org_id: 'msp'").DebugString());
  EXPECT_TRUE(absl::StrContains(report, "198.00") || absl::StrContains(report, "19800")) << report;
}

TEST_F(UnmappedSku, AnAccountOfNobodyIsReportedWithTheMoneyAtStake) {
  DefineMsp();
  CountSku("nobody");
  const v1::Run run = Run("2026-10");
  ASSERT_EQ(run.unmapped_accounts_size(), 1);
  EXPECT_TRUE(IsSame(
      Parse<v1::UnmappedAccount>("source_id: 'shop' account: 'nobody' meters { meter: 'SKU-9' "
                                 "  quantity: '18' cost { minor_units: 19800 currency: 'USD' } }"),
      run.unmapped_accounts(0)));
}

}  // namespace
}  // namespace tally
