// Jwt: tokens of identity providers (RFC 7519), as signed by them (RFC 7515).
//
//   token  := header "." claims "." signature      each base64url without padding
//   header := { "alg": "RS256" | "ES256" | "EdDSA", "kid": …, … }
//
// What RFC 8725 asks for: the algorithm is the key's own, `none` and symmetric keys are never
// taken, issuer, audience and times are always checked, and extensions that must be understood are
// not.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "daemon/access/json_web_key.h"
#include "daemon/access/sign_in.h"

namespace tally {

// Longer tokens are not looked at.
inline constexpr size_t kMaxJwtBytes = 8 << 10;
// How far apart the provider's clock and this one may be.
inline constexpr absl::Duration kMaxClockSkew = absl::Minutes(1);

// A token that was read, but not verified: nothing in it is to be believed.
struct UnverifiedJwt {
  std::string algorithm;
  // The name of the key; empty if it has none.
  std::string key_id;
  google::protobuf::Struct claims;
  // What is signed, and the signature.
  std::string message;
  std::string signature;
};

// INVALID_ARGUMENT, saying what is wrong, if it is not written as above.
absl::StatusOr<UnverifiedJwt> ReadJwt(absl::string_view token);

// Whether the claims hold for `audience` at `now`, and of whom they speak. UNAUTHENTICATED, saying
// why not; they are good until their `exp` and kMaxClockSkew.
absl::StatusOr<ProvidedIdentity> CheckClaims(const google::protobuf::Struct& claims,
                                             absl::string_view issuer, absl::string_view audience,
                                             absl::Time now);

}  // namespace tally
