// SignIn: from what a call came with to who calls.
//
//   by the Unix socket          the user who runs the daemon: an admin of it, who may say their
//   name authorization: Bearer T     T is `tally_` and 43 characters: a token of the daemon
//                               else the token of an identity provider
//   a client certificate        one of its names is a principal's
//
// One that is there but wrong is refused, and nothing else is tried.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "daemon/access/caller.h"
#include "ledger/books/books.h"

namespace tally {

// What a call came with. The texts are only looked at while the call is taken.
struct Credentials {
  // Where it came from, as gRPC says it: `unix:…`, `ipv4:127.0.0.1:4711`.
  std::string peer;
  // Values of the headers `authorization` and `tally-actor`; each must be there once at most.
  std::vector<absl::string_view> authorizations;
  std::vector<absl::string_view> actors;
  // The names in the client certificate that TLS verified, alternative names first.
  std::vector<std::string> certificate_names;
  // Until when that certificate holds; of a connection that lasts longer it signs nobody in.
  absl::Time certificate_expires_at = absl::InfiniteFuture();
};

// Whom an identity provider's token speaks of.
struct ProvidedIdentity {
  std::string issuer;
  std::string subject;
  absl::Time expires_at;
};

// Verifies a token of an identity provider at an instant. CALLER_UNKNOWN if it is not good.
using VerifyProvided =
    std::function<absl::StatusOr<ProvidedIdentity>(absl::string_view token, absl::Time now)>;

// The header under which a caller by the Unix socket says who they are.
inline constexpr char kActorKey[] = "tally-actor";
inline constexpr char kAuthorizationKey[] = "authorization";

// Returns where `peer` is, without scheme and port: such as `127.0.0.1` or `unix`.
std::string AddressOf(const std::string& peer);

// Returns who calls. CALLER_UNKNOWN if they do not prove it; FIELD_INVALID if a header is there
// twice, or a name is not one line of UTF-8: what is recorded must be readable for ever.
absl::StatusOr<Caller> SignIn(const Credentials& credentials, const VerifyProvided& verify,
                              const Books& books, absl::Time now);

// Returns the caller, who signed in before, with what they may do now. CALLER_UNKNOWN if what they
// signed in with has expired or was revoked since, or they were suspended or removed.
absl::StatusOr<Caller> SignedInStill(const Caller& caller, const Books& books, absl::Time now);

}  // namespace tally
