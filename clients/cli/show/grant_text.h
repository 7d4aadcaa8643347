// GrantText: how a grant is written on the command line and in tables.
//
//   grant := role [ ":" org { "," org } ] [ "/" customer { "," customer } ]
//
// `approver`, `viewer:msp,other`, `viewer/acme`, `operator:msp/acme,zeta`.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tally/v1/access.pb.h"

namespace tally {

std::string GrantText(const v1::Grant& grant);

// INVALID_ARGUMENT if a part of it is empty; what is in the parts is for the daemon to judge.
absl::StatusOr<v1::Grant> ParseGrant(absl::string_view text);

}  // namespace tally
