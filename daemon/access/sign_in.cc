#include "daemon/access/sign_in.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "daemon/access/roles.h"
#include "ledger/base/refusal.h"
#include "ledger/base/sha256.h"
#include "ledger/base/utf8.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/formats/access_token.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

constexpr char kAnonymous[] = "anonymous";
constexpr char kSocketAddress[] = "unix";

// The same words whatever is wrong: who guesses learns nothing.
absl::Status Unknown() {
  return Refuse(v1::REASON_CALLER_UNKNOWN, kAuthorizationKey,
                "does not sign you in: it is unknown, expired, revoked or suspended");
}

bool IsBySocket(const std::string& peer) { return absl::StartsWith(peer, "unix:"); }

// Returns the one value of a header; empty if it is not there.
absl::StatusOr<std::string> Said(const std::vector<absl::string_view>& values, const char* key) {
  if (values.size() > 1) return Refuse(v1::REASON_FIELD_INVALID, key, "is given more than once");
  return values.empty() ? "" : std::string(values.front());
}

absl::StatusOr<Caller> BySocket(const std::string& actor) {
  Caller caller{.actor = actor.empty() ? kAnonymous : actor, .sign_in = v1::SIGN_IN_SOCKET};
  if (!IsUtf8(caller.actor)) return Refuse(v1::REASON_FIELD_INVALID, kActorKey, "is not UTF-8");
  const auto problem = ProblemWith(caller.actor, v1::FORMAT_FOREIGN_ID);
  if (problem) return Refuse(v1::REASON_FIELD_INVALID, kActorKey, *problem);
  caller.grants.emplace_back().set_role(kAdminRole);
  return caller;
}

// A principal that is there and not suspended, as a caller.
absl::StatusOr<Caller> CallerFor(const std::string& org_id, const std::string& principal_id,
                                 const Books& books) {
  const auto principal = books.principals.Find(org_id, principal_id);
  if (!principal || principal->suspended()) return Unknown();
  return Caller{.actor = ActorOf(org_id, principal_id),
                .org_id = org_id,
                .principal_id = principal_id,
                .grants = {principal->grants().begin(), principal->grants().end()}};
}

// Lets the caller in by their token, if that still stands.
absl::StatusOr<Caller> WithToken(absl::StatusOr<Caller> caller, const std::string& token_id,
                                 const Books& books, absl::Time now) {
  if (!caller.ok()) return caller;
  const auto token = books.access_tokens.Find(caller->org_id, caller->principal_id, token_id);
  if (!token || token->has_revoked_at()) return Unknown();
  if (token->has_expires_at()) caller->expires_at = FromProto(token->expires_at());
  if (now >= caller->expires_at) return Unknown();
  caller->sign_in = v1::SIGN_IN_TOKEN;
  caller->token_id = token_id;
  return caller;
}

absl::StatusOr<Caller> ByToken(const std::string& token, const Books& books, absl::Time now) {
  const auto owner = books.token_owners.Find(absl::BytesToHexString(Sha256({token})));
  if (!owner) return Unknown();
  return WithToken(CallerFor(owner->org_id(), owner->principal_id(), books), owner->token_id(),
                   books, now);
}

absl::StatusOr<Caller> ByProvider(const std::string& token, const VerifyProvided& verify,
                                  const Books& books, absl::Time now) {
  if (!verify) return Unknown();
  const absl::StatusOr<ProvidedIdentity> identity = verify(token, now);
  if (!identity.ok()) return Unknown();
  const auto owner = books.subject_owners.Find(identity->issuer, identity->subject);
  if (!owner) return Unknown();
  absl::StatusOr<Caller> caller = CallerFor(owner->org_id(), owner->principal_id(), books);
  if (!caller.ok()) return caller;
  caller->sign_in = v1::SIGN_IN_IDENTITY_PROVIDER;
  caller->subject.set_issuer(identity->issuer);
  caller->subject.set_subject(identity->subject);
  caller->expires_at = identity->expires_at;
  return caller;
}

absl::StatusOr<Caller> ByCertificate(const Credentials& credentials, const Books& books,
                                     absl::Time now) {
  if (now >= credentials.certificate_expires_at) return Unknown();
  for (const std::string& name : credentials.certificate_names) {
    const auto owner = books.certificate_owners.Find(name);
    if (!owner) continue;
    absl::StatusOr<Caller> caller = CallerFor(owner->org_id(), owner->principal_id(), books);
    if (!caller.ok()) return caller;
    caller->sign_in = v1::SIGN_IN_CERTIFICATE;
    caller->certificate_name = name;
    caller->expires_at = credentials.certificate_expires_at;
    return caller;
  }
  return Unknown();
}

absl::StatusOr<Caller> ByBearer(const std::string& authorization, const VerifyProvided& verify,
                                const Books& books, absl::Time now) {
  absl::string_view token = authorization;
  if (!absl::StartsWithIgnoreCase(token, kBearerScheme)) return Unknown();
  token.remove_prefix(absl::string_view(kBearerScheme).size());
  const std::string text(token);
  if (IsAccessToken(text)) return ByToken(text, books, now);
  return ByProvider(text, verify, books, now);
}

absl::StatusOr<Caller> Find(const Credentials& credentials, const std::string& authorization,
                            const std::string& actor, const VerifyProvided& verify,
                            const Books& books, absl::Time now) {
  const bool by_socket = IsBySocket(credentials.peer);
  const bool proves = !authorization.empty() || !credentials.certificate_names.empty();
  if (by_socket && !proves) return BySocket(actor);
  if (!actor.empty()) {
    return Refuse(v1::REASON_FIELD_INVALID, kActorKey,
                  "is only for callers by the Unix socket who do not sign in");
  }
  if (!authorization.empty()) return ByBearer(authorization, verify, books, now);
  if (!credentials.certificate_names.empty()) {
    return ByCertificate(credentials, books, now);
  }
  return Refuse(v1::REASON_CALLER_UNKNOWN, kAuthorizationKey, "is missing");
}

// Whether what the caller signed in with is theirs still; tokens say so themselves.
bool IsTheirsStill(const Caller& caller, const Books& books) {
  std::optional<v1::PrincipalRef> owner;
  switch (caller.sign_in) {
    case v1::SIGN_IN_CERTIFICATE:
      owner = books.certificate_owners.Find(caller.certificate_name);
      break;
    case v1::SIGN_IN_IDENTITY_PROVIDER:
      owner = books.subject_owners.Find(caller.subject.issuer(), caller.subject.subject());
      break;
    default:
      return true;
  }
  return owner && owner->org_id() == caller.org_id && owner->principal_id() == caller.principal_id;
}

}  // namespace

std::string AddressOf(const std::string& peer) {
  if (IsBySocket(peer)) return kSocketAddress;
  absl::string_view address = peer;
  if (!absl::ConsumePrefix(&address, "ipv4:")) absl::ConsumePrefix(&address, "ipv6:");
  return std::string(address.substr(0, address.rfind(':')));
}

absl::StatusOr<Caller> SignIn(const Credentials& credentials, const VerifyProvided& verify,
                              const Books& books, absl::Time now) {
  const absl::StatusOr<std::string> authorization =
      Said(credentials.authorizations, kAuthorizationKey);
  if (!authorization.ok()) return authorization.status();
  const absl::StatusOr<std::string> actor = Said(credentials.actors, kActorKey);
  if (!actor.ok()) return actor.status();
  absl::StatusOr<Caller> caller = Find(credentials, *authorization, *actor, verify, books, now);
  if (caller.ok()) caller->address = AddressOf(credentials.peer);
  return caller;
}

absl::StatusOr<Caller> SignedInStill(const Caller& caller, const Books& books, absl::Time now) {
  if (caller.sign_in == v1::SIGN_IN_SOCKET) return caller;
  if (now >= caller.expires_at || !IsTheirsStill(caller, books)) return Unknown();
  absl::StatusOr<Caller> current = CallerFor(caller.org_id, caller.principal_id, books);
  if (current.ok() && caller.sign_in == v1::SIGN_IN_TOKEN) {
    current = WithToken(*std::move(current), caller.token_id, books, now);
  }
  if (!current.ok()) return current;
  Caller still = caller;
  still.grants = std::move(current->grants);
  still.expires_at = std::min(caller.expires_at, current->expires_at);
  return still;
}

}  // namespace tally
