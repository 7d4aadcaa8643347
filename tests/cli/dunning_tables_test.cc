#include <gtest/gtest.h>

#include "clients/cli/show/disputes.h"
#include "clients/cli/show/dunning.h"
#include "clients/cli/show/periods.h"
#include "support/text.h"

namespace tally {
namespace {

v1::DunningPage Outcomes() {
  return Parse<v1::DunningPage>(
      "outcomes { customer_id: 'acme' invoice_number: 'B-1' due_date: '2026-05-15' "
      "  open { minor_units: 15000 currency: 'EUR' } step_id: 'final' detail: 'was due' "
      "  passed_over: 'first' passed_over: 'second' late_fee { minor_units: 725 currency: 'EUR' } "
      "  late_fee_invoice: 'B-9' } "
      "outcomes { customer_id: 'acme' invoice_number: 'B-2' due_date: '2026-05-16' "
      "  open { minor_units: 100 currency: 'EUR' } skip: DUNNING_SKIP_DISPUTED detail: 'why' } "
      "outcomes { customer_id: 'zeta' invoice_number: 'B-3' due_date: '2026-05-17' "
      "  open { minor_units: 8000 currency: 'EUR' } skip: DUNNING_SKIP_COVERED_BY_CREDIT "
      "  detail: 'credit' } "
      "outcomes { customer_id: 'zeta' invoice_number: 'B-4' due_date: '2026-06-17' "
      "  open { minor_units: 8000 currency: 'EUR' } skip: DUNNING_SKIP_NOTHING_DUE "
      "  detail: 'later' }");
}

TEST(DunningTable, ShowsWhatIsDoneAndWhyNot) {
  EXPECT_EQ(DunningTable(Outcomes(), {}),
            "client         invoice  due         open EUR  step               late fee EUR  "
            "on invoice\n"
            "acme           B-1      2026-05-15    150.00  final                      7.25  B-9\n"
            "  was due; speaks for first, second\n"
            "acme           B-2      2026-05-16      1.00  disputed\n"
            "  why\n"
            "zeta           B-3      2026-05-17     80.00  covered by credit\n"
            "  credit\n"
            "zeta           B-4      2026-06-17     80.00  none due\n"
            "  later\n"
            "-------------  -------  ----------  --------  -----------------  ------------  "
            "----------\n"
            "late fees EUR                                                            7.25\n");
  EXPECT_EQ(DunningTable({}, {}), "Nothing to remind anybody of.\n");
}

TEST(DunningTable, LeavesOutWhatIsNotDue) {
  EXPECT_EQ(WhatIsDue(Outcomes()).outcomes_size(), 3);
  EXPECT_EQ(WhatIsDue({}).outcomes_size(), 0);
}

TEST(DisputeTable, ShowsDisputes) {
  EXPECT_EQ(
      DisputeTable(Parse<v1::DisputePage>(
                       "disputes { invoice_number: 'B-1' dispute_id: 'd1' customer_id: 'acme' "
                       "  line_ids: 'seat' line_ids: 'disk' reason: 'has 17' "
                       "  opened_on: '2026-05-19' } "
                       "disputes { invoice_number: 'B-2' dispute_id: 'd1' customer_id: 'zeta' "
                       "  reason: 'late' opened_on: '2026-05-19' closed_on: '2026-05-20' "
                       "  outcome: DISPUTE_OUTCOME_UPHELD outcome_reason: 'it was' }"),
                   {}),
      "invoice  dispute  client  lines       opened      closed      outcome  reason\n"
      "B-1      d1       acme    seat, disk  2026-05-19              open     has 17\n"
      "B-2      d1       zeta    all         2026-05-19  2026-05-20  upheld   late\n"
      "  it was\n");
  EXPECT_EQ(DisputeTable({}, {}), "No disputes.\n");
}

TEST(DisputeOutcomes, HaveNames) {
  for (const std::string& name : OutcomeNames()) {
    const auto outcome = ParseOutcome(name);
    ASSERT_TRUE(outcome) << name;
    EXPECT_EQ(OutcomeName(*outcome), name);
  }
  EXPECT_FALSE(ParseOutcome("open"));
  EXPECT_EQ(OutcomeName(v1::DISPUTE_OUTCOME_UNSPECIFIED), "open");
}

TEST(PeriodTable, ShowsMonthsAndWhatWasRevalued) {
  EXPECT_EQ(
      PeriodTable(Parse<v1::AccountingPeriodPage>(
                      "closed_through: '2026-09-30' "
                      "periods { month: '2026-10' reopened_because: 'forgot one' } "
                      "periods { month: '2026-09' closed: true revaluations { customer_id: 'acme' "
                      "  open { minor_units: 100000 currency: 'EUR' } "
                      "  booked { minor_units: 150000 currency: 'USD' } "
                      "  worth { minor_units: 160000 currency: 'USD' } "
                      "  unrealised { minor_units: 10000 currency: 'USD' } "
                      "  rate { rate { rate: '1.6' date: '2026-09-30' } } } }"),
                  {}),
      "Closed through 2026-09-30: nothing is dated on or before that day.\n"
      "\n"
      "month    state   opened again because\n"
      "2026-10  open    forgot one\n"
      "2026-09  closed\n"
      "\n"
      "revalued at the end of  client          open  booked USD  rate               worth USD  "
      "unrealised USD\n"
      "2026-09                 acme    1,000.00 EUR    1,500.00  1.6 of 2026-09-30   1,600.00  "
      "       +100.00\n");
  EXPECT_EQ(PeriodTable({}, {}), "No month is closed.\n");
}

}  // namespace
}  // namespace tally
