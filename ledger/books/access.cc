#include "ledger/books/access.h"

#include <string>
#include <vector>

#include "ledger/books/etag.h"

namespace tally {
namespace {

// Lets go of the names under which the principal signs in.
void ForgetIdentities(Books& books, const v1::Principal& principal) {
  for (const std::string& name : principal.certificate_names()) {
    books.certificate_owners.Delete(name);
  }
  for (const v1::ProviderSubject& subject : principal.subjects()) {
    books.subject_owners.Delete(subject.issuer(), subject.subject());
  }
}

void Revoke(Books& books, const std::string& org_id, const std::string& principal_id,
            v1::AccessToken token, const v1::RecordedEvent& recorded) {
  if (token.has_revoked_at()) return;
  *token.mutable_revoked_at() = recorded.recorded_at();
  books.access_tokens.Put(org_id, principal_id, token.token_id(), token);
}

}  // namespace

void Evolve(Books& books, const v1::PrincipalDefined& event, const v1::RecordedEvent& recorded) {
  v1::Principal principal = event.principal();
  principal.set_etag(EtagOf(recorded));
  if (const auto before = books.principals.Find(event.org_id(), principal.principal_id())) {
    ForgetIdentities(books, *before);
  }
  v1::PrincipalRef owner;
  owner.set_org_id(event.org_id());
  owner.set_principal_id(principal.principal_id());
  for (const std::string& name : principal.certificate_names()) {
    books.certificate_owners.Put(name, owner);
  }
  for (const v1::ProviderSubject& subject : principal.subjects()) {
    books.subject_owners.Put(subject.issuer(), subject.subject(), owner);
  }
  books.principals.Put(event.org_id(), principal.principal_id(), principal);
}

void Evolve(Books& books, const v1::PrincipalRemoved& event, const v1::RecordedEvent& recorded) {
  const std::string& org_id = event.org_id();
  const std::string& principal_id = event.principal_id();
  if (const auto before = books.principals.Find(org_id, principal_id)) {
    ForgetIdentities(books, *before);
  }
  books.principals.Delete(org_id, principal_id);
  std::vector<v1::AccessToken> tokens;
  for (auto rows = books.access_tokens.Scan(org_id, principal_id); rows.Valid(); rows.Next()) {
    tokens.push_back(rows.row());
  }
  for (v1::AccessToken& token : tokens) {
    Revoke(books, org_id, principal_id, std::move(token), recorded);
  }
}

void Evolve(Books& books, const v1::AccessTokenAdded& event, const v1::RecordedEvent& recorded) {
  v1::AccessToken token = event.token();
  *token.mutable_added_at() = recorded.recorded_at();
  v1::TokenOwner owner;
  owner.set_org_id(event.org_id());
  owner.set_principal_id(event.principal_id());
  owner.set_token_id(token.token_id());
  books.token_owners.Put(token.sha256(), owner);
  books.access_tokens.Put(event.org_id(), event.principal_id(), token.token_id(), token);
}

void Evolve(Books& books, const v1::AccessTokenRevoked& event, const v1::RecordedEvent& recorded) {
  auto token = books.access_tokens.Find(event.org_id(), event.principal_id(), event.token_id());
  if (!token) return;
  Revoke(books, event.org_id(), event.principal_id(), *std::move(token), recorded);
}

}  // namespace tally
