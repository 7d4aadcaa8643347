#include "ledger/deciders/plans.h"

#include <vector>

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/formats/canonical.h"
#include "ledger/plans/line_ids.h"
#include "ledger/plans/plan_rules.h"

namespace tally {
namespace {

absl::Status CheckSources(const Books& books, const std::string& org_id, const std::string& field,
                          const v1::CountedQuantity& counted) {
  absl::Status source =
      CheckSource(books, org_id, absl::StrCat(field, ".source_id"), counted.source_id());
  for (int i = 0; source.ok() && i < counted.others_size(); ++i) {
    source = CheckSource(books, org_id, absl::StrCat(field, ".others[", i, "].source_id"),
                         counted.others(i).source_id());
  }
  return source;
}

// Items and sources must be there.
absl::Status CheckReferences(const Books& books, const std::string& org_id, const v1::Plan& plan) {
  for (int i = 0; i < plan.lines_size(); ++i) {
    const v1::PlanLine& line = plan.lines(i);
    const std::string field = absl::StrCat("plan.lines[", i, "]");
    absl::Status known = CheckItem(books, org_id, absl::StrCat(field, ".item_id"), line.item_id());
    if (known.ok() && line.has_counted()) {
      known = CheckSources(books, org_id, absl::StrCat(field, ".counted"), line.counted());
    }
    if (!known.ok()) return known;
  }
  for (int i = 0; i < plan.commitments_size(); ++i) {
    const std::string& item_id = plan.commitments(i).item_id();
    if (item_id.empty()) continue;
    absl::Status known =
        CheckItem(books, org_id, absl::StrCat("plan.commitments[", i, "].item_id"), item_id);
    if (!known.ok()) return known;
  }
  return absl::OkStatus();
}

absl::Status CheckRules(const v1::Plan& plan) {
  const std::vector<PlanProblem> problems = ProblemsWith(plan);
  if (problems.empty()) return absl::OkStatus();
  const PlanProblem& first = problems.front();
  return Refuse(first.reason, absl::StrCat("plan.", first.field), first.words);
}

// The plan with the ids of its lines filled in.
v1::Plan Canonical(v1::Plan plan) {
  constexpr char kMidnight[] = "00:00";
  plan.clear_etag();
  MakeCanonical(plan);
  if (plan.effective_time() == kMidnight) plan.clear_effective_time();
  const std::vector<std::string> ids = LineIds(plan);
  for (int i = 0; i < plan.lines_size(); ++i) {
    plan.mutable_lines(i)->set_line_id(ids[static_cast<size_t>(i)]);
  }
  return plan;
}

}  // namespace

absl::Status CheckPlan(const Books& books, const std::string& org_id, const v1::Plan& plan) {
  absl::Status is = CheckReferences(books, org_id, plan);
  return is.ok() ? CheckRules(plan) : is;
}

Decision<> Decide(const v1::SetPlan& command, const Books& books, const Context&) {
  const v1::Plan plan = Canonical(command.plan());

  const std::string& org_id = command.org_id();
  const auto current = books.plans.Find(org_id, plan.customer_id(), plan.effective_from());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  const auto customer = FindCustomer(books, org_id, "plan.customer_id", plan.customer_id());
  if (!customer.ok()) return customer.status();
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckPlan(books, org_id, plan); !is.ok()) return is;
  if (IsAs(current, plan)) return Emit();

  v1::PlanSet set;
  set.set_org_id(org_id);
  *set.mutable_plan() = plan;
  return Emit(set);
}

}  // namespace tally
