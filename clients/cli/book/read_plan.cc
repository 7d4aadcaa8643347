#include "clients/cli/book/read_plan.h"

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/book/read_line.h"
#include "clients/cli/book/read_price.h"
#include "clients/cli/book/words.h"
#include "ledger/plans/line_ids.h"
#include "ledger/plans/plan_rules.h"

namespace tally {
namespace {

void ReadCommitment(const std::string& id, const Field& field, v1::Commitment& commitment,
                    References& references) {
  FieldMap fields(field);
  commitment.set_commitment_id(id);
  const Field minimum = fields.May("minimum");
  const Field maximum = fields.May("maximum");
  if (minimum.given() && maximum.given()) {
    maximum.Refuse("stands beside minimum; make two commitments of them");
  }
  if (!minimum.given() && !maximum.given() && field.is_map()) {
    field.Refuse("says neither minimum nor maximum; give one of the two");
  }
  commitment.set_kind(minimum.given() ? v1::COMMITMENT_KIND_MINIMUM : v1::COMMITMENT_KIND_MAXIMUM);
  commitment.set_amount(minimum.given() ? minimum.Price() : maximum.Price());
  commitment.set_item_id(ReadReference(fields.May("item"), references.items));
  const Field lines = fields.May("lines");
  for (const Field& line : lines.Items()) commitment.add_line_ids(line.Id());
  lines.CheckSize(commitment, v1::Commitment::kLineIdsFieldNumber);
  commitment.set_months(fields.May("over").Months());
  commitment.set_proration(ReadWord(fields.May("proration"), kProrationWords));
  fields.RefuseOthers();
}

void ReadCommitments(const Field& field, v1::Plan& plan, References& references) {
  for (const auto& [id, commitment] : field.Entries()) {
    field.CheckKey(id);
    ReadCommitment(id, commitment, *plan.add_commitments(), references);
  }
  field.CheckSize(plan, v1::Plan::kCommitmentsFieldNumber);
}

void RefuseEqualLineIds(const v1::Plan& plan, const std::vector<Field>& lines) {
  std::map<std::string, size_t> first_with;
  const std::vector<std::string> ids = LineIds(plan);
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto [first, is_first] = first_with.try_emplace(ids[i], i);
    if (is_first || ids[i].empty()) continue;
    lines[i].Refuse(absl::StrCat("has the id `", ids[i], "` of the line on line ",
                                 lines[first->second].place().line, " already; give another"));
  }
}

// Returns the path in the book of what stands at `path` in a plan of the contract.
std::string PathInBook(const std::string& path) {
  return absl::StrReplaceAll(path, {
                                       {".line_id", ".id"},
                                       {".line_ids", ".lines"},
                                       {".item_id", ".item"},
                                       {".counted.rule", ".quantity"},
                                       {".increment_minutes", ".increment"},
                                       {".increment_scope", ".round"},
                                       {".roll_over_periods", ".roll_over"},
                                       {".credit.line_id", ".credit.line"},
                                       {".held", ".price"},
                                       {".vendor", ".price"},
                                       {".vendor.markup_percent", ".price.markup"},
                                       {".vendor.margin_percent", ".price.margin"},
                                       {".tiered", ".price"},
                                       {".tiered.tiers", ".price.of"},
                                       {".block_size", ".block"},
                                       {".cadence.months", ".bill"},
                                       {".cadence.weeks", ".bill"},
                                       {".cadence.anchor", ".anchor"},
                                       {".cadence.timing", ".when"},
                                       {".included.unit_price", ".included.price"},
                                       {".price_includes_tax", ".includes_tax"},
                                       {".margin_guard_percent", ".margin_guard"},
                                       {".accumulate_months", ".accumulate"},
                                       {".months", ".over"},
                                   });
}

void ReadPlan(const std::string& customer_id, const Field& field, Book& book,
              References& references) {
  const size_t problems_before = field.problem_count();
  FieldMap fields(field);
  v1::Plan& plan = book.plans.emplace_back();
  plan.set_customer_id(customer_id);
  plan.set_effective_from(fields.Need("from", "give the first day, like 2026-08-01").Date());
  plan.set_effective_time(fields.May("at").TimeOfDay());
  const Field list = fields.Need("lines", "list what is billed");
  const std::vector<Field> lines = list.Items();
  for (const Field& line : lines) ReadLine(line, *plan.add_lines(), references);
  list.CheckSize(plan, v1::Plan::kLinesFieldNumber);
  const Field discounts = fields.May("discounts");
  ReadDiscounts(discounts, *plan.mutable_discounts());
  discounts.CheckSize(plan, v1::Plan::kDiscountsFieldNumber);
  ReadCommitments(fields.May("commitments"), plan, references);
  fields.RefuseOthers();
  RefuseEqualLineIds(plan, lines);
  RefuseWhatTheLedgerRefuses(field, plan, problems_before);
}

}  // namespace

void RefuseWhatTheLedgerRefuses(const Field& field, const v1::Plan& plan, size_t problems_before) {
  for (const PlanProblem& problem : ProblemsWith(plan)) {
    const Field wrong = field.At(PathInBook(problem.field));
    if (!wrong.IsRefused(problems_before)) wrong.Refuse(problem.words);
  }
}

void ReadPlans(const std::string& customer_id, const Field& field, Book& book,
               References& references) {
  std::map<std::string, int> line_of_day;
  for (const Field& plan : field.Items()) {
    ReadPlan(customer_id, plan, book, references);
    const std::string& day = book.plans.back().effective_from();
    const auto [first, is_first] = line_of_day.try_emplace(day, plan.place().line);
    if (is_first || day.empty()) continue;
    plan.Refuse(absl::StrCat("starts on ", day, " like the plan on line ", first->second));
  }
}

}  // namespace tally
