// Credentials: what the settings name, read: certificates, keys and tokens.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/rpc/endpoint.h"
#include "clients/cli/session/settings.h"

namespace tally {

// Reads the files that the settings name. Wrong usage if one cannot be read, if other users of the
// machine can read a token or a key, or if a token would be sent to another machine without TLS.
absl::StatusOr<ClientCredentials> ReadCredentials(const Settings& settings);

}  // namespace tally
