#include "ledger/deciders/projects.h"

#include "daemon/services/asked.h"
#include "daemon/services/services.h"
#include "ledger/money/rounding.h"
#include "ledger/plans/project_amounts.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Fills in what the tasks come to. A project that was defined before its org rounded otherwise may
// not add up any more; then nothing is said of its amounts.
void AddAmounts(const Books& books, const std::string& org_id, v1::ProjectView& view) {
  const v1::Org org = *books.orgs.Find(org_id);
  const v1::Customer customer = *books.customers.Find(org_id, view.project().customer_id());
  const std::string& currency = CurrencyOf(org, customer);
  const auto amounts = AmountsOf(view.project(), currency, FromProto(org.rounding()));
  if (!amounts.ok()) return;
  const auto net = NetOf(*amounts, currency);
  if (!net.ok()) return;
  *view.mutable_amounts() = {amounts->begin(), amounts->end()};
  *view.mutable_net() = *net;
}

absl::StatusOr<v1::ProjectView> Get(const v1::GetProject& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  auto project = OrRefuse(view.books().projects.Find(query.org_id(), query.project_id()),
                          v1::REASON_PROJECT_NOT_FOUND, "project_id", query.project_id());
  if (project.ok()) AddAmounts(view.books(), query.org_id(), *project);
  return project;
}

absl::StatusOr<v1::ProjectPage> List(const v1::ListProjects& query, const View& view) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ProjectPage reply;
  reply.set_next_page_token(page->Fill(
      view.books().projects.ScanFrom(page->from(), org_id), [&](const Rows<v1::ProjectView>& rows) {
        v1::ProjectView project = rows.row();
        const std::string& customer_id = project.project().customer_id();
        if (!query.customer_id().empty() && query.customer_id() != customer_id) return false;
        AddAmounts(view.books(), org_id, project);
        *reply.add_projects() = std::move(project);
        return true;
      }));
  return reply;
}

}  // namespace

ServicePtr ServeProjects(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Project::descriptor()->file(), "Projects", serving);
  service->Command<v1::DefineProject>("Define");
  service->Command<v1::BillProject>("Bill");
  service->Query<v1::GetProject, v1::ProjectView>("Get", &Get);
  service->Query<v1::ListProjects, v1::ProjectPage>("List", &List);
  return service;
}

}  // namespace tally
