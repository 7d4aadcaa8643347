#include "ledger/deciders/access.h"

#include <string>
#include <utility>

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/access_log.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::Status CheckHome(const Books& books, const std::string& org_id) {
  return org_id.empty() ? absl::OkStatus() : CheckOrg(books, org_id);
}

// The principal with its tokens, whose hashes are nobody's business.
v1::PrincipalDetails DetailsOf(const View& view, const std::string& org_id,
                               v1::Principal principal) {
  const Books& books = view.books();
  const AccessLog log(view.snapshot().requests());
  v1::PrincipalDetails details;
  *details.mutable_principal() = std::move(principal);
  const std::string& principal_id = details.principal().principal_id();
  for (auto rows = books.access_tokens.Scan(org_id, principal_id); rows.Valid(); rows.Next()) {
    v1::TokenDetails& token = *details.add_tokens();
    *token.mutable_token() = rows.row();
    token.mutable_token()->clear_sha256();
    const auto used = log.LastUse(org_id, principal_id, token.token().token_id());
    if (used) *token.mutable_last_used_at() = *used;
  }
  return details;
}

absl::StatusOr<v1::PrincipalDetails> Get(const v1::GetPrincipal& query, const View& view) {
  if (absl::Status is = CheckHome(view.books(), query.org_id()); !is.ok()) return is;
  auto principal = OrRefuse(view.books().principals.Find(query.org_id(), query.principal_id()),
                            v1::REASON_PRINCIPAL_NOT_FOUND, "principal_id", query.principal_id());
  if (!principal.ok()) return principal.status();
  return DetailsOf(view, query.org_id(), *std::move(principal));
}

absl::StatusOr<v1::PrincipalPage> List(const v1::ListPrincipals& query, const View& view) {
  if (absl::Status is = CheckHome(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::PrincipalPage reply;
  reply.set_next_page_token(
      page->Fill(view.books().principals.ScanFrom(page->from(), query.org_id()),
                 [&](const Rows<v1::Principal>& rows) {
                   *reply.add_principals() = DetailsOf(view, query.org_id(), rows.row());
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

bool IsAskedFor(const v1::ReadAccessLog& query, const v1::AccessRecord& record) {
  if (query.kind() != v1::ACCESS_KIND_UNSPECIFIED && query.kind() != record.kind()) return false;
  return query.actor().empty() || query.actor() == record.actor();
}

// Both classes of records as one list, the newest first.
class NewestFirst {
 public:
  NewestFirst(const AccessLog& log, const std::string& org_id, const std::string& from)
      : others_(log.Scan(org_id, AccessClass::kOther, from)),
        refused_(log.Scan(org_id, AccessClass::kSignInRefused, from)) {}

  bool Valid() const { return others_.Valid() || refused_.Valid(); }
  void Next() { Newer().Next(); }
  v1::AccessRecord row() { return Newer().row(); }
  size_t row_bytes() { return Newer().row_bytes(); }
  absl::string_view rest_of_key() { return Newer().rest_of_key(); }

 private:
  Rows<v1::AccessRecord>& Newer() {
    if (!others_.Valid()) return refused_;
    if (!refused_.Valid()) return others_;
    return refused_.rest_of_key() < others_.rest_of_key() ? refused_ : others_;
  }

  Rows<v1::AccessRecord> others_;
  Rows<v1::AccessRecord> refused_;
};

absl::StatusOr<v1::AccessLogPage> ReadLog(const v1::ReadAccessLog& query, const View& view) {
  if (absl::Status is = CheckHome(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::AccessLogPage reply;
  NewestFirst rows(AccessLog(view.snapshot().requests()), query.org_id(), page->from());
  reply.set_next_page_token(page->Fill(rows, [&](NewestFirst& at) {
    v1::AccessRecord record = at.row();
    if (!IsAskedFor(query, record)) return false;
    *reply.add_records() = std::move(record);
    return true;
  }));
  return reply;
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
      "ReadLog", [serving](const v1::ReadAccessLog& query, const View&) {
        // What has just happened is there, too.
        serving.gatekeeper.notes().Flush();
        return ReadLog(query, serving.ledger.Read());
      });
  return service;
}

}  // namespace tally
