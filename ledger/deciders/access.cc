#include "ledger/deciders/access.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/unique.h"

namespace tally {
namespace {

constexpr size_t kSha256Digits = 64;

// The daemon itself, which is no org, is always there.
absl::Status CheckHome(const Books& books, const std::string& org_id) {
  return org_id.empty() ? absl::OkStatus() : CheckOrg(books, org_id);
}

absl::StatusOr<v1::Principal> FindPrincipal(const Books& books, const std::string& org_id,
                                            const std::string& principal_id) {
  if (absl::Status is = CheckHome(books, org_id); !is.ok()) return is;
  return OrRefuse(books.principals.Find(org_id, principal_id), v1::REASON_PRINCIPAL_NOT_FOUND,
                  "principal_id", principal_id);
}

absl::Status CheckOrgs(const Books& books, const std::string& home, const std::string& field,
                       const v1::Grant& grant) {
  if (!home.empty() && grant.org_ids_size() > 0) {
    return Refuse(v1::REASON_FIELD_INVALID, field, "must be empty for a principal of an org");
  }
  for (int i = 0; i < grant.org_ids_size(); ++i) {
    const std::string& org_id = grant.org_ids(i);
    const auto org = OrRefuse(books.orgs.Find(org_id), v1::REASON_ORG_NOT_FOUND,
                              absl::StrCat(field, "[", i, "]"), org_id);
    if (!org.ok()) return org.status();
  }
  return CheckUnique(field, grant.org_ids(), [](const std::string& org_id) { return org_id; });
}

absl::Status CheckCustomers(const Books& books, const std::string& home, const std::string& field,
                            const v1::Grant& grant) {
  if (grant.customer_ids().empty()) return absl::OkStatus();
  if (home.empty() && grant.org_ids_size() != 1) {
    return Refuse(v1::REASON_FIELD_INVALID, field, "needs one org, whose customers these are");
  }
  const std::string& org_id = home.empty() ? grant.org_ids(0) : home;
  for (int i = 0; i < grant.customer_ids_size(); ++i) {
    const auto customer =
        FindCustomer(books, org_id, absl::StrCat(field, "[", i, "]"), grant.customer_ids(i));
    if (!customer.ok()) return customer.status();
  }
  return CheckUnique(field, grant.customer_ids(), [](const std::string& id) { return id; });
}

absl::Status CheckGrants(const Books& books, const std::string& home,
                         const v1::Principal& principal) {
  for (int i = 0; i < principal.grants_size(); ++i) {
    const v1::Grant& grant = principal.grants(i);
    const std::string field = absl::StrCat("principal.grants[", i, "]");
    absl::Status is = CheckOrgs(books, home, absl::StrCat(field, ".org_ids"), grant);
    if (is.ok()) is = CheckCustomers(books, home, absl::StrCat(field, ".customer_ids"), grant);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

absl::Status CheckIsOwn(const std::optional<v1::PrincipalRef>& owner, const std::string& home,
                        const v1::Principal& principal, const std::string& field) {
  const bool is_own =
      !owner || (owner->org_id() == home && owner->principal_id() == principal.principal_id());
  if (is_own) return absl::OkStatus();
  // Whose it is may be another tenant's secret.
  return Refuse(v1::REASON_IDENTITY_IN_USE, field, "is another principal's");
}

absl::Status CheckIdentities(const Books& books, const std::string& home,
                             const v1::Principal& principal) {
  for (int i = 0; i < principal.certificate_names_size(); ++i) {
    const std::string& name = principal.certificate_names(i);
    const std::string field = absl::StrCat("principal.certificate_names[", i, "]");
    if (name.empty()) return Refuse(v1::REASON_FIELD_MISSING, field, "is missing");
    absl::Status is = CheckIsOwn(books.certificate_owners.Find(name), home, principal, field);
    if (!is.ok()) return is;
  }
  for (int i = 0; i < principal.subjects_size(); ++i) {
    const v1::ProviderSubject& subject = principal.subjects(i);
    absl::Status is = CheckIsOwn(books.subject_owners.Find(subject.issuer(), subject.subject()),
                                 home, principal, absl::StrCat("principal.subjects[", i, "]"));
    if (!is.ok()) return is;
  }
  if (absl::Status is = CheckUnique("principal.certificate_names", principal.certificate_names(),
                                    [](const std::string& name) { return name; });
      !is.ok()) {
    return is;
  }
  return CheckUnique("principal.subjects", principal.subjects(),
                     [](const v1::ProviderSubject& subject) {
                       return absl::StrCat(subject.issuer(), " ", subject.subject());
                     });
}

absl::Status CheckHash(const std::string& sha256) {
  const bool is_hash =
      sha256.size() == kSha256Digits && std::ranges::all_of(sha256, [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
      });
  if (is_hash) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "sha256",
                "is not a SHA-256 as 64 hexadecimal digits in lower case");
}

absl::Status CheckExpiry(const v1::AddAccessToken& command, absl::Time now) {
  if (!command.has_expires_at()) return absl::OkStatus();
  if (!IsValid(command.expires_at())) {
    return Refuse(v1::REASON_FIELD_INVALID, "expires_at", "is no instant up to the year 9999");
  }
  if (FromProto(command.expires_at()) > now) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "expires_at",
                absl::StrCat("is ", FormatInstant(FromProto(command.expires_at())),
                             ", which is not later than now"));
}

}  // namespace

Decision<> Decide(const v1::DefinePrincipal& command, const Books& books, const Context&) {
  v1::Principal principal = command.principal();
  principal.clear_etag();

  const std::string& org_id = command.org_id();
  if (absl::Status is = CheckHome(books, org_id); !is.ok()) return is;
  const auto current = books.principals.Find(org_id, principal.principal_id());
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckGrants(books, org_id, principal); !is.ok()) return is;
  if (absl::Status is = CheckIdentities(books, org_id, principal); !is.ok()) return is;
  if (IsAs(current, principal)) return Emit();

  v1::PrincipalDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_principal() = principal;
  return Emit(defined);
}

Decision<> Decide(const v1::RemovePrincipal& command, const Books& books, const Context&) {
  const auto principal = FindPrincipal(books, command.org_id(), command.principal_id());
  if (!principal.ok()) return principal.status();

  v1::PrincipalRemoved removed;
  removed.set_org_id(command.org_id());
  removed.set_principal_id(command.principal_id());
  return Emit(removed);
}

Decision<> Decide(const v1::AddAccessToken& command, const Books& books, const Context& context) {
  const std::string& org_id = command.org_id();
  const auto principal = FindPrincipal(books, org_id, command.principal_id());
  if (!principal.ok()) return principal.status();
  if (absl::Status is = CheckHash(command.sha256()); !is.ok()) return is;
  if (absl::Status is = CheckExpiry(command, context.now); !is.ok()) return is;
  if (books.access_tokens.Has(org_id, command.principal_id(), command.token_id())) {
    return Refuse(v1::REASON_ACCESS_TOKEN_EXISTS, "token_id",
                  absl::StrCat("\"", command.token_id(), "\" is, or was, a token of ",
                               command.principal_id()));
  }
  if (books.token_owners.Has(command.sha256())) {
    return Refuse(v1::REASON_ACCESS_TOKEN_EXISTS, "sha256",
                  "is that of a token that was added before");
  }

  v1::AccessTokenAdded added;
  added.set_org_id(org_id);
  added.set_principal_id(command.principal_id());
  v1::AccessToken& token = *added.mutable_token();
  token.set_token_id(command.token_id());
  token.set_sha256(command.sha256());
  if (command.has_expires_at()) *token.mutable_expires_at() = command.expires_at();
  return Emit(added);
}

Decision<> Decide(const v1::RevokeAccessToken& command, const Books& books, const Context&) {
  const std::string& org_id = command.org_id();
  const auto principal = FindPrincipal(books, org_id, command.principal_id());
  if (!principal.ok()) return principal.status();
  const auto token =
      OrRefuse(books.access_tokens.Find(org_id, command.principal_id(), command.token_id()),
               v1::REASON_ACCESS_TOKEN_NOT_FOUND, "token_id", command.token_id());
  if (!token.ok()) return token.status();
  if (token->has_revoked_at()) return Emit();

  v1::AccessTokenRevoked revoked;
  revoked.set_org_id(org_id);
  revoked.set_principal_id(command.principal_id());
  revoked.set_token_id(command.token_id());
  return Emit(revoked);
}

}  // namespace tally
