// ClientCertificate: who a client says it is by its certificate, and for how long.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tally {

struct ClientCertificate {
  // Its alternative names that are URIs, DNS names or e-mail addresses, in its own order; if it has
  // none of these, its common name. Empty if it names nobody.
  std::vector<std::string> names = {};
  absl::Time expires_at = absl::InfinitePast();
};

// Reads a certificate in PEM, which TLS has verified. A name that has a zero byte, or is no UTF-8,
// is left out: no principal has such a one. One that cannot be read names nobody.
ClientCertificate ReadClientCertificate(absl::string_view pem);

}  // namespace tally
