// Access token: how what a principal signs in with is written.
//
//   token  := "tally_" base64url(secret)     43 characters, without padding (RFC 4648, section 5)
//   secret := 32 random bytes
//
// The beginning lets scanners of source code find one that was committed by mistake.

#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tally {

// Before a token in the header `authorization` (RFC 6750, section 2.1).
inline constexpr char kBearerScheme[] = "Bearer ";

// Returns the token of `secret`, which has 32 bytes.
std::string AccessTokenOf(absl::string_view secret);

// Whether `text` is written like a token.
bool IsAccessToken(absl::string_view text);

}  // namespace tally
