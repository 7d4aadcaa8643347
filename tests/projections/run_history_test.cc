#include "projections/run_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/money/money.h"
#include "projections/folded.h"
#include "projections/projections.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunningMonths : public testing::Test {
 protected:
  // Two customers with plans, `counted`, and one without a plan.
  RunningMonths() : office_(AllProjections()) {
    office_.OpenProvider(2);
    office_.Do<v1::DefineCustomer>("org_id: 'msp' customer { customer_id: 'none' name: 'None' }");
  }

  using RunIds = google::protobuf::StringValue;
  using Outcomes = Table<v1::RunOutcome, Text, Text, Text>;

  // The runs of the org `org`, or of its month.
  std::vector<std::string> Latest(absl::string_view org) {
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(RunHistory::kName);
    return ValuesOf(RunHistory(*store).latest_first.Scan(org));
  }
  std::vector<std::string> LatestOf(absl::string_view org, absl::string_view month) {
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(RunHistory::kName);
    return ValuesOf(RunHistory(*store).latest_of_month_first.Scan(org, month));
  }

  // What a run did for each customer, from one of the two tables of outcomes.
  std::vector<std::string> Did(Outcomes RunHistory::*table, absl::string_view run_id) {
    std::vector<std::string> did;
    const View view = office_.ledger().Read();
    const auto store = view.RowsOf(RunHistory::kName);
    const RunHistory history(*store);
    for (auto rows = (history.*table).Scan("msp", run_id); rows.Valid(); rows.Next()) {
      const v1::RunOutcome outcome = rows.row();
      const std::string skipped =
          v1::SkipReason_Name(outcome.skip_reason()).substr(sizeof("SKIP_REASON_") - 1);
      did.push_back(
          absl::StrCat(outcome.customer_id(), " ",
                       outcome.created() ? FormatAmount(outcome.totals().total()) : skipped));
      EXPECT_EQ(outcome.created(), outcome.skip_reason() == v1::SKIP_REASON_UNSPECIFIED);
    }
    return did;
  }

  Office office_;

 private:
  static std::vector<std::string> ValuesOf(Rows<RunIds> rows) {
    std::vector<std::string> values;
    for (; rows.Valid(); rows.Next()) values.push_back(rows.row().value());
    return values;
  }
};

TEST_F(RunningMonths, AreListedTheLatestFirst) {
  EXPECT_THAT(Latest("msp"), IsEmpty());
  office_.RunMonth("2026-10");
  office_.RunMonth("2026-08");
  office_.RunMonth("2026-10");
  office_.RunMonth("2026-09");
  EXPECT_THAT(Latest("msp"), ElementsAre("2026-09.1", "2026-10.2", "2026-08.1", "2026-10.1"));
  EXPECT_THAT(LatestOf("msp", "2026-10"), ElementsAre("2026-10.2", "2026-10.1"));
  EXPECT_THAT(LatestOf("msp", "2026-11"), IsEmpty());
  EXPECT_THAT(Latest("another"), IsEmpty());
}

TEST_F(RunningMonths, AreListedAsSoonAsTheyStart) {
  office_.Do<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  EXPECT_THAT(Latest("msp"), ElementsAre("2026-10.1"));
  EXPECT_THAT(Did(&RunHistory::outcomes, "2026-10.1"), IsEmpty());
}

TEST_F(RunningMonths, ShowWhatWasDoneForEachCustomer) {
  office_.RunMonth("2026-10");
  EXPECT_THAT(Did(&RunHistory::outcomes, "2026-10.1"),
              ElementsAre("c0 1.00", "c1 1.00", "counted 18.00", "none NOTHING_BILLABLE"));
  EXPECT_THAT(Did(&RunHistory::skipped, "2026-10.1"), ElementsAre("none NOTHING_BILLABLE"));

  ASSERT_TRUE(office_.Try(office_.Approval("c1", "2026-10")).ok());
  office_.RunMonth("2026-10");
  EXPECT_THAT(Did(&RunHistory::outcomes, "2026-10.2"),
              ElementsAre("c0 ALREADY_DRAFTED", "c1 ALREADY_INVOICED", "counted ALREADY_DRAFTED",
                          "none NOTHING_BILLABLE"));
  EXPECT_EQ(Did(&RunHistory::skipped, "2026-10.2"), Did(&RunHistory::outcomes, "2026-10.2"));
  // The first run did what it did.
  EXPECT_EQ(Did(&RunHistory::outcomes, "2026-10.1").size(), 4U);
}

// More customers than one step of a run drafts.
TEST_F(RunningMonths, ShowAllStepsOfARun) {
  constexpr int kCustomers = 300;
  for (int i = 0; i < kCustomers; ++i) {
    office_.Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'x", i, "' name: 'X' }"));
  }
  office_.RunMonth("2026-10");
  EXPECT_EQ(Did(&RunHistory::outcomes, "2026-10.1").size(), kCustomers + 4U);
  EXPECT_EQ(Did(&RunHistory::skipped, "2026-10.1").size(), kCustomers + 1U);
}

TEST_F(RunningMonths, OfSomeCustomersShowThoseAlone) {
  office_.Do<v1::StartRun>("org_id: 'msp' month: '2026-10' customer_ids: 'c1'");
  office_.Do<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.1'");
  EXPECT_THAT(Did(&RunHistory::outcomes, "2026-10.1"), ElementsAre("c1 1.00"));
}

TEST_F(RunningMonths, FoldTheSameEventsToTheSameBytes) {
  office_.RunMonth("2026-09");
  office_.RunMonth("2026-10");
  office_.RunMonth("2026-10");
  ExpectFoldsTheSame<RunHistory>(office_);
}

// Rows of a projection that is added later are those of one that was always there.
TEST_F(RunningMonths, AreMadeFromTheLogForALedgerThatDidNotKeepThem) {
  office_.RunMonth("2026-10");
  ASSERT_TRUE(office_.Try(office_.Approval("c0", "2026-10")).ok());
  const auto before = BytesIn<RunHistory>(office_);
  office_.Open();
  office_.RunMonth("2026-09");
  office_.Open(AllProjections());
  EXPECT_NE(BytesIn<RunHistory>(office_), before);
  ExpectFoldsTheSame<RunHistory>(office_);
}

}  // namespace
}  // namespace tally
