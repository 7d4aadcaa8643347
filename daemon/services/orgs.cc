#include "ledger/deciders/orgs.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::Org> Get(const v1::GetOrg& query, const View& view) {
  return FindOrg(view.books(), query.org_id());
}

// Those that the caller is of.
absl::StatusOr<v1::OrgPage> List(const Caller& caller, const v1::ListOrgs& query,
                                 const View& view) {
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::OrgPage reply;
  reply.set_next_page_token(
      page->Fill(view.books().orgs.ScanFrom(page->from()), [&](const Rows<v1::Org>& rows) {
        v1::Org org = rows.row();
        if (!IsOf(caller, org.org_id())) return false;
        *reply.add_orgs() = std::move(org);
        return true;
      }));
  return reply;
}

}  // namespace

ServicePtr ServeOrgs(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Org::descriptor()->file(), "Orgs", serving);
  service->Command<v1::DefineOrg>("Define");
  service->Query<v1::GetOrg, v1::Org>("Get", &Get);
  service->QueryOf<v1::ListOrgs, v1::OrgPage>("List", &List);
  return service;
}

}  // namespace tally
