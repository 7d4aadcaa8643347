#include "ledger/plans/plan_rules.h"

#include <gmock/gmock.h>

#include "plans/plan_text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Line(absl::string_view id) {
  return absl::StrCat("lines { line_id: '", id,
                      "' item_id: 'seat' fixed { quantity: '1' } held { unit_price: '1' } } ");
}

std::string Credit(absl::string_view credit, absl::string_view more = "") {
  return absl::StrCat("lines { line_id: 'credit' item_id: 'sla' credit { ", credit, " } ", more,
                      " } ");
}

std::string Commitment(absl::string_view more) {
  return absl::StrCat("commitments { commitment_id: 'floor' amount: '500' ", more, " } ");
}

TEST(PlanRules, AllowWhatGoesTogether) {
  EXPECT_THAT(ProblemsIn(""), IsEmpty());
  EXPECT_THAT(ProblemsIn(absl::StrCat(
                  Line("a"), Line("b.c"), Credit("line_id: 'a' percent: '100'"),
                  Commitment("kind: COMMITMENT_KIND_MINIMUM item_id: 'seat' line_ids: 'a' "
                             "line_ids: 'b.c' months: 12 proration: PRORATION_BY_DAY"),
                  "commitments { commitment_id: 'cap' amount: '1' kind: COMMITMENT_KIND_MAXIMUM } "
                  "discounts { name: 'x' percent: '5' tax: DISCOUNT_TAX_AFTER }")),
              IsEmpty());
  EXPECT_THAT(ProblemsIn(Line("a") + Credit("line_id: 'a' trigger: TRIGGER_KIND_SLA_BREACH "
                                            "subject: 'backup'")),
              IsEmpty());
}

TEST(PlanRules, Refuse) {
  struct Row {
    std::string plan;
    const char* problem;
  };
  const std::string minimum = "kind: COMMITMENT_KIND_MINIMUM item_id: 'seat' ";
  const std::string maximum = "kind: COMMITMENT_KIND_MAXIMUM ";
  const Row rows[] = {
      {Line("a") + Line("a"), "lines[1]: REASON_LISTED_TWICE"},
      {Line("") + Line("seat"), "lines[1]: REASON_LISTED_TWICE"},
      {Line("a.b.c") + Line("a.b"), "lines[0].line_id: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("floor") + Commitment(maximum), "commitments[0]: REASON_LISTED_TWICE"},
      {Line("floor.x") + Commitment(maximum), "lines[0].line_id: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Commitment(maximum) + Commitment(maximum), "commitments[1]: REASON_LISTED_TWICE"},
      {Commitment("kind: COMMITMENT_KIND_MINIMUM"), "commitments[0].item_id: REASON_FIELD_MISSING"},
      {Commitment(maximum + "item_id: 'seat'"),
       "commitments[0].item_id: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Commitment(minimum + "months: 13"), "commitments[0].months: REASON_FIELD_INVALID"},
      {Commitment(minimum + "line_ids: 'none'"),
       "commitments[0].line_ids[0]: REASON_PLAN_LINE_NOT_FOUND"},
      {Line("a") + Commitment(minimum + "line_ids: 'a' line_ids: 'a'"),
       "commitments[0].line_ids[1]: REASON_LISTED_TWICE"},
      {Credit("line_id: 'none' amount: '1'"),
       "lines[0].credit.line_id: REASON_PLAN_LINE_NOT_FOUND"},
      {Credit("line_id: 'credit' amount: '1'"),
       "lines[0].credit.line_id: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a'"), "lines[1].credit.amount: REASON_FIELD_MISSING"},
      {Line("a") + Credit("line_id: 'a' percent: '101'"),
       "lines[1].credit.percent: REASON_FIELD_INVALID"},
      {Line("a") + Credit("line_id: 'a' amount: '1' subject: 's'"),
       "lines[1].credit.subject: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'", "held { unit_price: '1' }"),
       "lines[1].held: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'", "vendor { markup_percent: '1' }"),
       "lines[1].vendor: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'",
                          "tiered { mode: TIER_MODE_VOLUME tiers { unit_price: '1' } }"),
       "lines[1].tiered: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'", "price_includes_tax: true"),
       "lines[1].price_includes_tax: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'", "discounts { name: 'x' percent: '1' }"),
       "lines[1].discounts: REASON_PLAN_CONTRADICTS_ITSELF"},
      {Line("a") + Credit("line_id: 'a' amount: '1'", "cadence { timing: TIMING_IN_ADVANCE }"),
       "lines[1].cadence.timing: REASON_PLAN_CONTRADICTS_ITSELF"},
      {"discounts { name: 'x' }", "discounts[0].percent: REASON_FIELD_MISSING"},
      {"discounts { name: 'x' percent: '100.1' }", "discounts[0].percent: REASON_FIELD_INVALID"},
  };
  for (const Row& row : rows)
    EXPECT_THAT(ProblemsIn(row.plan), ElementsAre(row.problem)) << row.plan;
}

TEST(PlanRules, FindAllProblems) {
  EXPECT_THAT(ProblemsIn(absl::StrCat("lines { line_id: 'a' fixed { quantity: '1' } } ",
                                      Credit("line_id: 'b' amount: '1'"),
                                      Commitment("kind: COMMITMENT_KIND_MINIMUM"))),
              ElementsAre("lines[0]: REASON_PRICE_MISSING",
                          "lines[1].credit.line_id: REASON_PLAN_LINE_NOT_FOUND",
                          "commitments[0].item_id: REASON_FIELD_MISSING"));
}

}  // namespace
}  // namespace tally
