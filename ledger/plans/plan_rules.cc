#include "ledger/plans/plan_rules.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/plans/guard.h"
#include "ledger/plans/line_ids.h"
#include "ledger/plans/line_rules.h"

namespace tally {
namespace {

constexpr uint32_t kMaxCommitmentMonths = 12;

constexpr Guard<v1::Commitment> kCommitmentGuards[] = {
    {[](const v1::Commitment& commitment) {
       return commitment.kind() == v1::COMMITMENT_KIND_MINIMUM && commitment.item_id().empty();
     },
     v1::REASON_FIELD_MISSING, "item_id", "is missing; say as which item the minimum is billed"},
    {[](const v1::Commitment& commitment) {
       return commitment.kind() == v1::COMMITMENT_KIND_MAXIMUM && !commitment.item_id().empty();
     },
     v1::REASON_PLAN_CONTRADICTS_ITSELF, "item_id",
     "goes with a minimum only, as a maximum takes off the lines themselves; leave it out"},
    {[](const v1::Commitment& commitment) { return commitment.months() > kMaxCommitmentMonths; },
     v1::REASON_FIELD_INVALID, "months", "must be at most 12 months"},
};

// The id of a line or a commitment.
struct IdAt {
  std::string id;
  // Of what it is the id, and the id itself if it is a field.
  std::string owner;
  std::string path;
};

std::vector<IdAt> IdsIn(const v1::Plan& plan) {
  std::vector<IdAt> ids;
  for (const std::string& id : LineIds(plan)) {
    const std::string line = absl::StrCat("lines[", ids.size(), "]");
    ids.push_back({id, line, line + ".line_id"});
  }
  for (int i = 0; i < plan.commitments_size(); ++i) {
    const std::string commitment = absl::StrCat("commitments[", i, "]");
    ids.push_back({plan.commitments(i).commitment_id(), commitment, commitment});
  }
  return ids;
}

// Returns the id among `known` that `id` starts with, before a point; empty if there is none.
std::string OwnerAmong(const std::set<std::string>& known, const std::string& id) {
  for (size_t dot = id.find('.'); dot != std::string::npos; dot = id.find('.', dot + 1)) {
    if (known.contains(id.substr(0, dot))) return id.substr(0, dot);
  }
  return "";
}

// Lines of a document that belong to a line of the plan have its id, a point and a word.
void CheckIds(const v1::Plan& plan, std::vector<PlanProblem>& problems) {
  const std::vector<IdAt> ids = IdsIn(plan);
  std::set<std::string> known;
  for (const IdAt& at : ids) {
    if (at.id.empty() || known.insert(at.id).second) continue;
    problems.push_back({v1::REASON_LISTED_TWICE, at.owner,
                        absl::StrCat("has the id \"", at.id, "\" again; give another")});
  }
  for (const IdAt& at : ids) {
    const std::string owner = OwnerAmong(known, at.id);
    if (owner.empty()) continue;
    problems.push_back({v1::REASON_PLAN_CONTRADICTS_ITSELF, at.path,
                        absl::StrCat("has the id \"", at.id, "\", but what starts with \"", owner,
                                     ".\" belongs to \"", owner, "\" on documents; give another")});
  }
}

const v1::PlanLine* FindLine(const v1::Plan& plan, const std::vector<std::string>& ids,
                             const std::string& line_id) {
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == line_id) return &plan.lines(static_cast<int>(i));
  }
  return nullptr;
}

PlanProblem NoLine(std::string path, const std::string& line_id) {
  return {v1::REASON_PLAN_LINE_NOT_FOUND, std::move(path),
          absl::StrCat("is \"", line_id, "\", but the plan has no line of this id")};
}

void CheckCredits(const v1::Plan& plan, std::vector<PlanProblem>& problems) {
  const std::vector<std::string> ids = LineIds(plan);
  for (int i = 0; i < plan.lines_size(); ++i) {
    const std::string& line_id = plan.lines(i).credit().line_id();
    if (line_id.empty()) continue;
    const std::string path = absl::StrCat("lines[", i, "].credit.line_id");
    const v1::PlanLine* line = FindLine(plan, ids, line_id);
    if (line == nullptr) {
      problems.push_back(NoLine(path, line_id));
    } else if (line->has_credit()) {
      problems.push_back(
          {v1::REASON_PLAN_CONTRADICTS_ITSELF, path,
           absl::StrCat("is \"", line_id, "\", which is a credit itself; name a line that bills")});
    }
  }
}

void CheckCommitments(const v1::Plan& plan, std::vector<PlanProblem>& problems) {
  const std::vector<std::string> ids = LineIds(plan);
  for (int i = 0; i < plan.commitments_size(); ++i) {
    const v1::Commitment& commitment = plan.commitments(i);
    const std::string path = absl::StrCat("commitments[", i, "]");
    Check(commitment, kCommitmentGuards, path, problems);
    const std::string lines = path + ".line_ids";
    CheckDiffer(
        commitment.line_ids(), [](const std::string& line_id) { return line_id; }, lines, problems);
    for (int j = 0; j < commitment.line_ids_size(); ++j) {
      const std::string& line_id = commitment.line_ids(j);
      if (line_id.empty() || FindLine(plan, ids, line_id) != nullptr) continue;
      problems.push_back(NoLine(absl::StrCat(lines, "[", j, "]"), line_id));
    }
  }
}

}  // namespace

std::vector<PlanProblem> ProblemsWith(const v1::Plan& plan) {
  std::vector<PlanProblem> problems;
  for (int i = 0; i < plan.lines_size(); ++i) {
    CheckLine(plan.lines(i), absl::StrCat("lines[", i, "]"), problems);
  }
  CheckIds(plan, problems);
  CheckCredits(plan, problems);
  CheckCommitments(plan, problems);
  CheckDiscounts(plan.discounts(), "discounts", problems);
  return problems;
}

}  // namespace tally
