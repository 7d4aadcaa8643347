#include "clients/cli/show/lists.h"

#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/plan_sheet.h"

namespace tally {
namespace {

struct NoOptions {};

struct CustomerOptions {
  std::string customer_id;
};

struct PlanOptions {
  std::string customer_id;
  std::string date;
};

// Lists all that the org has of one kind.
template <typename Request, typename Page>
absl::Status List(Session& session, std::string (*table)(const Page&, const Look&)) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  Request request;
  request.set_org_id(*org_id);
  const auto page = CallForAll<Page>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return table(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status ListOrgs(Session& session, const NoOptions&) {
  const auto page = CallForAll<v1::OrgPage>(session.connection(), v1::ListOrgs());
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return OrgTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status ListTaxes(Session& session, const NoOptions&) {
  return List<v1::ListTaxes>(session, &TaxTable);
}

absl::Status ListItems(Session& session, const NoOptions&) {
  return List<v1::ListItems>(session, &ItemTable);
}

absl::Status ListSources(Session& session, const NoOptions&) {
  return List<v1::ListSources>(session, &SourceTable);
}

absl::Status ListCustomers(Session& session, const NoOptions&) {
  return List<v1::ListCustomers>(session, &CustomerTable);
}

absl::Status ShowCustomer(Session& session, const CustomerOptions& options) {
  v1::GetCustomer request;
  request.set_customer_id(options.customer_id);
  const auto customer = session.Query<v1::Customer>(request);
  if (!customer.ok()) return customer.status();
  session.Show(*customer, [&] { return CustomerSheet(*customer, session.look()); });
  return absl::OkStatus();
}

absl::Status ShowPlanOfDay(Session& session, const PlanOptions& options) {
  v1::GetPlan request;
  request.set_customer_id(options.customer_id);
  request.set_date(options.date);
  const auto plan = session.Query<v1::Plan>(request);
  if (!plan.ok()) return plan.status();
  session.Show(*plan, [&] { return PlanSheet(*plan, session.look()); });
  return absl::OkStatus();
}

absl::Status ShowPlans(Session& session, const PlanOptions& options) {
  if (!options.date.empty()) return ShowPlanOfDay(session, options);

  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListPlans request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  const auto page = CallForAll<v1::PlanPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] {
    std::string text;
    for (const v1::Plan& plan : page->plans()) {
      text += (text.empty() ? "" : "\n") + PlanSheet(plan, session.look());
    }
    return text.empty() ? "No plans.\n" : text;
  });
  return absl::OkStatus();
}

}  // namespace

void AddListCommands(const CommandTree& tree) {
  AddCommand(AddGroup(tree, "orgs", "Service providers"), "list", "List the orgs", &ListOrgs,
             "  tally orgs list");
  AddCommand(AddGroup(tree, "taxes", "Taxes"), "list", "List the taxes", &ListTaxes,
             "  tally taxes list");
  AddCommand(AddGroup(tree, "items", "The catalog"), "list", "List what can be billed", &ListItems,
             "  tally items list");
  AddCommand(AddGroup(tree, "sources", "Where counts come from"), "list",
             "List the sources and their meters", &ListSources, "  tally sources list");

  const CommandTree customers = AddGroup(tree, "customers", "Whom the org bills");
  AddCommand(customers, "list", "List the customers", &ListCustomers, "  tally customers list");
  auto [customer, customer_options] = AddCommand(customers, "show", "Show a customer",
                                                 &ShowCustomer, "  tally customers show acme");
  customer.add_option("CUSTOMER", customer_options.customer_id, "The customer")->required();

  const CommandTree plans = AddGroup(tree, "plans", "What each customer pays for");
  auto [plan, plan_options] =
      AddCommand(plans, "show", "Show the plans of a customer", &ShowPlans,
                 "  tally plans show acme\n  tally plans show acme --date 2026-10-01");
  plan.add_option("CUSTOMER", plan_options.customer_id, "The customer")->required();
  plan.add_option("--date", plan_options.date, "Only the plan in force on this day")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
}

}  // namespace tally
