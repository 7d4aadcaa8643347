// IdentityProviders: whose tokens are taken, and by which keys they are signed.
//
// Keys come from a file, which is read again when it changes, or from a URL, which is fetched in
// the background: at the start, every hour, and when a token names a key that is not known, but not
// more than once a minute. Until then the keys of before stay.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "daemon/access/sign_in.h"

namespace tally {

struct IdentityProvider {
  // As `iss` names it.
  std::string issuer;
  // What `aud` of a token for this daemon says.
  std::string audience;
  // Where its keys are: a path, or a URL over TLS or on loopback.
  std::string jwks;
};

// INVALID_ARGUMENT, naming the field, if something is missing or two have the same issuer.
absl::Status CheckProviders(const std::vector<IdentityProvider>& providers);

// Thread-safe.
class IdentityProviders {
 public:
  // Told of keys that could not be read, with the issuer and why.
  using Report = std::function<void(const std::string& issuer, const absl::Status& status)>;

  IdentityProviders(const std::vector<IdentityProvider>& providers, Report report);
  ~IdentityProviders();

  // Of whom `token` speaks at `now`. UNAUTHENTICATED or INVALID_ARGUMENT, saying why it is not
  // good.
  absl::StatusOr<ProvidedIdentity> Verify(absl::string_view token, absl::Time now) const;

  // Waits until the keys that are fetched were asked for once, well or not.
  void AwaitFetched() const;

 private:
  class Source;
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace tally
