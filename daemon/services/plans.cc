#include "ledger/deciders/plans.h"

#include "daemon/services/asked.h"
#include "daemon/services/services.h"

namespace tally {
namespace {

absl::StatusOr<v1::Plan> Get(const v1::GetPlan& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const auto customer =
      FindCustomer(view.books(), query.org_id(), "customer_id", query.customer_id());
  if (!customer.ok()) return customer.status();
  auto plan = view.books().plans.FindLast(query.org_id(), query.customer_id(), query.date());
  if (plan) return *std::move(plan);
  return Refuse(
      v1::REASON_PLAN_NOT_FOUND, "date",
      absl::StrCat("no plan is in force for ", query.customer_id(), " on ", query.date()));
}

absl::StatusOr<v1::PlanPage> List(const v1::ListPlans& query, const View& view) {
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::PlanPage reply;
  const auto take = [&](const Rows<v1::Plan>& rows) {
    *reply.add_plans() = rows.row();
    return true;
  };
  const auto& plans = view.books().plans;
  reply.set_next_page_token(
      query.customer_id().empty()
          ? page->Fill(plans.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(plans.ScanFrom(page->from(), query.org_id(), query.customer_id()), take));
  return reply;
}

}  // namespace

ServicePtr ServePlans(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Plan::descriptor()->file(), "Plans", serving);
  service->Command<v1::SetPlan>("Set");
  service->Query<v1::GetPlan, v1::Plan>("Get", &Get);
  service->Query<v1::ListPlans, v1::PlanPage>("List", &List);
  return service;
}

}  // namespace tally
