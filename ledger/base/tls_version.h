// TlsVersion: which versions of TLS this process speaks.
//
// gRPC 1.51 has no setting for it and allows TLS 1.2 by itself. So it is said where gRPC does not
// look: in OpenSSL's own configuration, which each new context of the process starts from.

#pragma once

#include "absl/status/status.h"

namespace tally {

// From now on, this process refuses every TLS version before 1.3, as server and as client. Call it
// before the first connection. INTERNAL if OpenSSL does not take it.
absl::Status RequireTls13();

}  // namespace tally
