// Deciders of access.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/access.pb.h"

namespace tally {

// Which roles there are is not known here; the daemon's gate refuses those that it does not have.
Decision<> Decide(const v1::DefinePrincipal& command, const Books& books, const Context& context);
Decision<> Decide(const v1::RemovePrincipal& command, const Books& books, const Context& context);
Decision<> Decide(const v1::AddAccessToken& command, const Books& books, const Context& context);
// Revoking a token that is revoked changes nothing.
Decision<> Decide(const v1::RevokeAccessToken& command, const Books& books, const Context& context);

}  // namespace tally
