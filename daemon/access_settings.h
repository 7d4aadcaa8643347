// AccessSettings: what the configuration file says of identity providers and of limits.
//
//   [[identity_provider]]
//   issuer = "https://id.example"
//   audience = "tally"
//   jwks = "https://id.example/keys"        or a path
//
//   [limits]
//   calls_per_second = 2000

#pragma once

#include <toml++/toml.h>

#include "absl/status/status.h"
#include "daemon/configuration.h"

namespace tally {

// Reads `identity_provider`. INVALID_ARGUMENT, naming the field, if it is not as above.
absl::Status ReadIdentityProviders(const toml::node& node, Configuration& configuration);

// Reads `limits`. INVALID_ARGUMENT, naming the field, if one is unknown or no number from 1 on.
absl::Status ReadLimits(const toml::node& node, Configuration& configuration);

}  // namespace tally
