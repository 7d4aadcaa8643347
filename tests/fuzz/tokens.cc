// Fuzz target: what identity providers send: tokens, and the keys that sign them. Nobody has signed
// what is made up here, so no token may be good.

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "daemon/access/json_web_key.h"
#include "daemon/access/jwt.h"
#include "fuzz/fuzz.h"

namespace tally {
namespace {

void CheckToken(absl::string_view token) {
  const auto jwt = ReadJwt(token);
  if (!jwt.ok()) return;
  Require(token.size() <= kMaxJwtBytes, "a token that is read is short");
  const auto signature = absl::StrCat(jwt->message, ".");
  Require(token.substr(0, signature.size()) == signature, "what is signed is what was read");
  const absl::Time now = absl::UnixEpoch();
  const auto claims = CheckClaims(jwt->claims, TextIn(jwt->claims, "iss"), "tally", now);
  if (!claims.ok()) return;
  Require(claims->expires_at > now, "what has expired is not good");
  Require(!claims->subject.empty(), "a token speaks of somebody");
}

void CheckKeys(absl::string_view json) {
  const auto keys = JsonWebKeys::Read(json);
  if (!keys.ok()) return;
  for (const char* algorithm : {"RS256", "ES256", "EdDSA"}) {
    const JsonWebKey* key = keys->Find("", algorithm);
    if (key == nullptr) continue;
    Require(key->algorithm() == algorithm, "a key is for its own algorithm");
    Require(!key->Verifies("a message", json), "what nobody signed is not signed");
  }
  for (const char* algorithm : {"none", "HS256", ""}) {
    Require(keys->Find("", algorithm) == nullptr, "no key is for an algorithm that is not taken");
  }
}

void CheckBase64(absl::string_view text) {
  const auto bytes = ReadBase64Url(text);
  Require(!bytes.ok() || absl::WebSafeBase64Escape(*bytes) == text, "bytes are written in one way");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view bytes = TextOf(data, size);
  CheckToken(bytes);
  CheckKeys(bytes);
  CheckBase64(bytes);
  return 0;
}
