// Trials: months are compared with what the old system billed, before anything is billed here.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "system/support/story.h"
#include "tally/v1/trials.pb.h"

namespace tally {
namespace {

class Trials : public Story {
 protected:
  Trials() {
    DefineMsp();
    DefineCustomer("alpha", "trial: true");
  }

  v1::RecordOldInvoicesReply Record(absl::string_view invoices) {
    const auto request =
        WithRequestId(Parse<v1::RecordOldInvoices>(absl::StrCat("org_id: 'msp' ", invoices)));
    return Call<v1::RecordOldInvoicesReply>("tally.v1.Trials/Record", request);
  }

  v1::TrialComparisonPage Compare(absl::string_view query) {
    return Call<v1::TrialComparisonPage>(
        "tally.v1.Trials/GetComparison",
        Parse<v1::GetTrialComparison>(absl::StrCat("org_id: 'msp' ", query)));
  }

  // An invoice of alpha for a month, with the month as its number.
  static std::string Old(absl::string_view month, absl::string_view lines) {
    return absl::StrCat("invoices { customer_id: 'alpha' month: '", month, "' number: '", month,
                        "' ", lines, " } ");
  }

  static std::string OldLine(absl::string_view item, absl::string_view quantity,
                             absl::string_view amount) {
    return absl::StrCat("lines { item_id: '", item, "' quantity: '", quantity, "' amount: '",
                        amount, "' } ");
  }

 private:
  template <class Reply>
  Reply Call(absl::string_view method, const google::protobuf::Message& request) {
    const RawOutcome outcome = client_.CallRaw(method, request.SerializeAsString());
    EXPECT_TRUE(outcome.status.ok()) << outcome.status << request.ShortDebugString();
    Reply reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }
};

TEST_F(Trials, AreTheSameToTheCent) {
  SetPlan("alpha", FixedLine("seat", "12", "9.99") + FixedLine("stamp", "3", "0.85"));
  const auto reply = Record(Old(
      "2026-10", OldLine("seat", "12", "119.88") + OldLine("stamp", "3", "2.55") + "tax: '23.98'"));
  EXPECT_EQ(reply.recorded(), 1U);
  const auto page = Compare("from_month: '2026-10'");
  ASSERT_EQ(page.comparisons_size(), 1);
  const v1::TrialComparison& alpha = page.comparisons(0);
  EXPECT_TRUE(alpha.same()) << alpha.DebugString();
  EXPECT_EQ(alpha.old_net().minor_units(), 12243);
  EXPECT_EQ(alpha.new_net().minor_units(), 12243);
  EXPECT_EQ(alpha.new_tax().minor_units(), 2398);
  // Nothing was drafted, and nothing is.
  EXPECT_EQ(Run("2026-10").drafted(), 0U);
  EXPECT_EQ(Do<v1::ListDrafts>("org_id: 'msp'").entries_size(), 0);
}

TEST_F(Trials, NameWhatDiffers) {
  SetPlan("alpha", FixedLine("seat", "12", "9.99") + FixedLine("stamp", "3", "0.85"));
  Record(Old("2026-10", OldLine("seat", "11", "109.89")));
  const auto page = Compare("from_month: '2026-10' customer_id: 'alpha'");
  ASSERT_EQ(page.comparisons_size(), 1);
  EXPECT_FALSE(page.comparisons(0).same());
  EXPECT_TRUE(
      IsPart(Parse<v1::TrialComparison>(
                 "lines { item_id: 'seat' description: 'Seat' match: TRIAL_MATCH_AMOUNT_DIFFERS "
                 "  old_quantity: '11' new_quantity: '12' "
                 "  old_amount { minor_units: 10989 currency: 'USD' } "
                 "  new_amount { minor_units: 11988 currency: 'USD' } "
                 "  difference { minor_units: 999 currency: 'USD' } line_ids: 'seat' } "
                 "lines { item_id: 'stamp' description: 'Stamp' match: TRIAL_MATCH_ONLY_NEW "
                 "  new_quantity: '3' new_amount { minor_units: 255 currency: 'USD' } "
                 "  difference { minor_units: 255 currency: 'USD' } line_ids: 'stamp' } "
                 "difference { minor_units: 1254 currency: 'USD' }"),
             page.comparisons(0)));
}

// What is paid in advance, corrected after a change of plan and billed once comes out as it does
// for a customer that is really billed, month after month.
TEST_F(Trials, OfSeveralMonthsCountThoseBeforeAsBilled) {
  DefineCustomer("beta");
  const auto lines = [&](absl::string_view quantity) {
    return absl::StrCat("lines { line_id: 'seats' item_id: 'seat' fixed { quantity: '", quantity,
                        "' } held { unit_price: '30' } proration: PRORATION_BY_DAY ",
                        "cadence { months: 3 timing: TIMING_IN_ADVANCE } } ",
                        "lines { line_id: 'setup' item_id: 'stamp' ",
                        "held { unit_price: '99' } triggered { kind: TRIGGER_KIND_MILESTONE } } ");
  };
  for (const char* customer : {"alpha", "beta"}) {
    SetPlan(customer, FixedLine("stamp", "1", "0.85") + lines("10"), "2026-07-01");
    SetPlan(customer, FixedLine("stamp", "1", "0.85") + lines("12"), "2026-08-16");
    Do<v1::RecordTriggerEntries>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' triggers { key: '", customer, "' customer_id: '", customer,
        "' kind: TRIGGER_KIND_MILESTONE date: '2026-07-10' }"));
  }
  std::string old_invoices;
  std::vector<int64_t> billed;
  for (const char* month : {"2026-06", "2026-07", "2026-08", "2026-09"}) {
    EXPECT_EQ(Run(month).drafted(), 1U) << month;
    const v1::DraftContent content = Draft("beta", month).content();
    billed.push_back(content.totals().net().minor_units());
    std::string old_lines;
    for (const v1::DraftLine& rated : content.lines()) {
      const int64_t amount = rated.line().amount().minor_units();
      old_lines += OldLine(rated.line().item_id(), rated.line().quantity(),
                           absl::StrCat(amount < 0 ? "-" : "", std::abs(amount) / 100, ".",
                                        absl::Dec(std::abs(amount) % 100, absl::kZeroPad2)));
    }
    old_invoices += Old(month, old_lines);
  }
  Record(old_invoices);
  const auto page = Compare("from_month: '2026-06' to_month: '2026-09' customer_id: 'alpha'");
  ASSERT_EQ(page.comparisons_size(), 4) << page.DebugString();
  for (const v1::TrialComparison& month : page.comparisons()) {
    EXPECT_TRUE(month.same()) << month.DebugString();
  }
  // A quarter is paid in the month before it, and what happened in July is billed then alone.
  EXPECT_GT(billed[0], 30'000);
  EXPECT_GT(billed[1], 9'900);
  EXPECT_LT(billed[2], 9'900);
  EXPECT_GT(billed[3], 36'000);
  // The same whichever month is asked for first.
  const auto last = Compare("from_month: '2026-09' customer_id: 'alpha'");
  EXPECT_TRUE(IsSame(page.comparisons(3), last.comparisons(0)));
}

TEST_F(Trials, ArePagedByMonthAndCustomer) {
  DefineCustomer("beta", "trial: true");
  DefineCustomer("gamma");
  DefineCustomer("delta");
  Record(
      "invoices { customer_id: 'gamma' month: '2026-09' number: '1' "
      "  lines { item_id: 'seat' amount: '1' } }");
  std::vector<std::string> found;
  std::string token;
  do {
    const auto page = Compare(absl::StrCat(
        "from_month: '2026-09' to_month: '2026-10' page_size: 2 page_token: '", token, "'"));
    EXPECT_LE(page.comparisons_size(), 2);
    for (const auto& each : page.comparisons()) {
      found.push_back(absl::StrCat(each.month(), " ", each.customer_id()));
    }
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(found, std::vector<std::string>({"2026-09 alpha", "2026-09 beta", "2026-09 gamma",
                                             "2026-10 alpha", "2026-10 beta", "2026-10 gamma"}));
}

// Once it is switched, what was drafted is what counts.
TEST_F(Trials, ShowWhatWasBilledAfterTheSwitch) {
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  Record(Old("2026-09", OldLine("seat", "1", "10.00")));
  DefineCustomer("alpha");
  Run("2026-10");
  Do<v1::OverrideDraftLine>(
      "org_id: 'msp' customer_id: 'alpha' month: '2026-10' line_id: 'seat' quantity: '3' "
      "reason: 'asked'");
  const auto page = Compare("from_month: '2026-09' to_month: '2026-10'");
  ASSERT_EQ(page.comparisons_size(), 2);
  EXPECT_TRUE(page.comparisons(0).same());
  EXPECT_EQ(page.comparisons(1).new_net().minor_units(), 3000);
}

TEST_F(Trials, ArePreviewedByName) {
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  const auto all = Do<v1::PreviewRun>("org_id: 'msp' month: '2026-10'");
  ASSERT_EQ(all.back().skipped_size(), 1);
  EXPECT_EQ(all.back().skipped(0).skip_reason(), v1::SKIP_REASON_ON_TRIAL);
  const auto named = Do<v1::PreviewRun>("org_id: 'msp' month: '2026-10' customer_ids: 'alpha'");
  ASSERT_EQ(named.back().drafts_size(), 1);
  EXPECT_EQ(named.back().drafts(0).content().totals().net().minor_units(), 1000);
  const auto outcome = OutcomesOf(Run("2026-10")).outcomes(0);
  EXPECT_EQ(outcome.skip_reason(), v1::SKIP_REASON_ON_TRIAL);
}

TEST_F(Trials, AreAsTheLedgerStoodThen) {
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  const uint64_t before = Head();
  SetPlan("alpha", FixedLine("seat", "1", "11"));
  const auto at = [&](absl::string_view as_of) {
    return Compare(absl::StrCat("from_month: '2026-10' ", as_of))
        .comparisons(0)
        .new_net()
        .minor_units();
  };
  EXPECT_EQ(at(""), 1100);
  EXPECT_EQ(at(absl::StrCat("as_of { position: ", before, " }")), 1000);
}

TEST_F(Trials, RefuseWhatCannotBeCompared) {
  struct Row {
    const char* query;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"org_id: 'none' from_month: '2026-10'", v1::REASON_ORG_NOT_FOUND, "org_id"},
      {"org_id: 'msp'", v1::REASON_FIELD_MISSING, "from_month"},
      {"org_id: 'msp' from_month: '2026-10' to_month: '2026-09'", v1::REASON_FIELD_INVALID,
       "to_month"},
      {"org_id: 'msp' from_month: '2026-10' customer_id: 'none'", v1::REASON_CUSTOMER_NOT_FOUND,
       "customer_id"},
      {"org_id: 'msp' from_month: '2026-10' page_token: 'x'", v1::REASON_PAGE_TOKEN_INVALID,
       "page_token"},
  };
  for (const auto& [query, reason, field] : rows) {
    SCOPED_TRACE(query);
    const RawOutcome outcome = client_.CallRaw(
        "tally.v1.Trials/GetComparison", Parse<v1::GetTrialComparison>(query).SerializeAsString());
    const v1::Refusal refusal = RefusalIn(outcome.status);
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field);
  }
}

}  // namespace
}  // namespace tally
