#include "ledger/deciders/quoted_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/offer.h"
#include "ledger/deciders/plans.h"
#include "ledger/formats/list_limit.h"

namespace tally {
namespace {

// The plan in force on `day`, from that day on; without lines if none is.
v1::Plan PlanFrom(const Books& books, const std::string& org_id, const std::string& customer_id,
                  const std::string& day) {
  v1::Plan plan = books.plans.FindLast(org_id, customer_id, day).value_or(v1::Plan());
  if (plan.effective_from() != day) plan.clear_effective_time();
  plan.set_customer_id(customer_id);
  plan.set_effective_from(day);
  return plan;
}

std::vector<v1::Plan> PlansAfter(const Books& books, const std::string& org_id,
                                 const std::string& customer_id, const std::string& day) {
  std::vector<v1::Plan> plans;
  for (auto rows = books.plans.Scan(org_id, customer_id); rows.Valid(); rows.Next()) {
    v1::Plan plan = rows.row();
    if (plan.effective_from() > day) plans.push_back(std::move(plan));
  }
  return plans;
}

void AddLines(const v1::QuoteRevision& revision, const std::string& plan_from, v1::Plan& plan) {
  for (const v1::QuoteLine& quoted : revision.lines()) {
    if (!quoted.has_cadence()) continue;
    v1::PlanLine& line = *plan.add_lines();
    line = RecurringLine(quoted);
    if (line.cadence().anchor().empty()) line.mutable_cadence()->set_anchor(plan_from);
  }
}

absl::Status CheckFits(const Books& books, const std::string& org_id, const v1::Plan& plan) {
  const auto refuse = [&](absl::string_view why) {
    return Refuse(v1::REASON_QUOTE_NOT_BILLABLE, "plan_from",
                  absl::StrCat("the plan of \"", plan.customer_id(), "\" from ",
                               plan.effective_from(), " on: ", why));
  };
  const uint32_t most = MaxItems(*v1::Plan::descriptor()->FindFieldByName("lines"));
  if (static_cast<uint32_t>(plan.lines_size()) > most) {
    return refuse(absl::StrCat("it would have ", plan.lines_size(), " lines; at most ", most,
                               " are allowed"));
  }
  const absl::Status is = CheckPlan(books, org_id, plan);
  if (is.ok()) return is;
  const v1::Refusal refusal = RefusalOf(is).value_or(v1::Refusal());
  return refuse(absl::StrCat(refusal.field(), " ", refusal.message()));
}

}  // namespace

bool Recurs(const v1::QuoteRevision& revision) {
  return std::ranges::any_of(revision.lines(),
                             [](const v1::QuoteLine& line) { return line.has_cadence(); });
}

absl::StatusOr<std::vector<v1::Plan>> PlansWith(const v1::QuoteRevision& revision,
                                                const std::string& plan_from, const Books& books,
                                                const std::string& org_id) {
  const std::string& customer_id = revision.bill_to().customer_id();
  std::vector<v1::Plan> plans = PlansAfter(books, org_id, customer_id, plan_from);
  plans.insert(plans.begin(), PlanFrom(books, org_id, customer_id, plan_from));
  for (v1::Plan& plan : plans) {
    plan.clear_etag();
    AddLines(revision, plan_from, plan);
    if (absl::Status is = CheckFits(books, org_id, plan); !is.ok()) return is;
  }
  return plans;
}

}  // namespace tally
