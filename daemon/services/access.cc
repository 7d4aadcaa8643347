#include "ledger/deciders/access.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::Status CheckHome(const Books& books, const std::string& org_id) {
  return org_id.empty() ? absl::OkStatus() : CheckOrg(books, org_id);
}

// The principal with its tokens, whose hashes are nobody's business.
v1::PrincipalDetails DetailsOf(const Books& books, const std::string& org_id,
                               v1::Principal principal) {
  v1::PrincipalDetails details;
  *details.mutable_principal() = std::move(principal);
  const std::string& principal_id = details.principal().principal_id();
  for (auto rows = books.access_tokens.Scan(org_id, principal_id); rows.Valid(); rows.Next()) {
    v1::AccessToken& token = *details.add_tokens()->mutable_token();
    token = rows.row();
    token.clear_sha256();
  }
  return details;
}

absl::StatusOr<v1::PrincipalDetails> Get(const v1::GetPrincipal& query, const View& view) {
  if (absl::Status is = CheckHome(view.books(), query.org_id()); !is.ok()) return is;
  auto principal = OrRefuse(view.books().principals.Find(query.org_id(), query.principal_id()),
                            v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id", query.principal_id());
  if (!principal.ok()) return principal.status();
  return DetailsOf(view.books(), query.org_id(), *std::move(principal));
}

absl::StatusOr<v1::PrincipalPage> List(const v1::ListPrincipals& query, const View& view) {
  if (absl::Status is = CheckHome(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::PrincipalPage reply;
  reply.set_next_page_token(
      page->Fill(view.books().principals.ScanFrom(page->from(), query.org_id()),
                 [&](const Rows<v1::Principal>& rows) {
                   *reply.add_principals() = DetailsOf(view.books(), query.org_id(), rows.row());
                   return true;
                 }));
  return reply;
}

v1::RoleList RolesOf(const Roles& roles) {
  v1::RoleList list;
  for (const auto& [name, methods] : roles.lists()) {
    v1::Role& role = *list.add_roles();
    role.set_role(name);
    role.mutable_methods()->Add(methods.begin(), methods.end());
  }
  return list;
}

v1::CallerDetails DetailsOf(const Caller& caller) {
  v1::CallerDetails details;
  details.set_actor(caller.actor);
  details.set_sign_in(caller.sign_in);
  details.set_org_id(caller.org_id);
  details.mutable_grants()->Add(caller.grants.begin(), caller.grants.end());
  if (caller.expires_at != absl::InfiniteFuture()) {
    *details.mutable_expires_at() = ToProto(caller.expires_at);
  }
  return details;
}

}  // namespace

ServicePtr ServeAccess(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Principal::descriptor()->file(), "Access", serving);
  service->Command<v1::DefinePrincipal>("Define");
  service->Command<v1::RemovePrincipal>("Remove");
  service->Command<v1::AddAccessToken>("AddToken");
  service->Command<v1::RevokeAccessToken>("RevokeToken");
  service->Query<v1::GetPrincipal, v1::PrincipalDetails>("Get", &Get);
  service->Query<v1::ListPrincipals, v1::PrincipalPage>("List", &List);
  service->Query<v1::ListRolesRequest, v1::RoleList>(
      "ListRoles", [roles = RolesOf(serving.gatekeeper.roles())](const v1::ListRolesRequest&,
                                                                 const View&) { return roles; });
  service->QueryOf<v1::GetCaller, v1::CallerDetails>(
      "WhoAmI",
      [](const Caller& caller, const v1::GetCaller&, const View&) { return DetailsOf(caller); });
  service->Query<v1::ReadAccessLog, v1::AccessLogPage>(
      "ReadLog", [](const v1::ReadAccessLog&, const View&) { return v1::AccessLogPage(); });
  return service;
}

}  // namespace tally
