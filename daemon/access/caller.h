// Caller: who is calling, and what they may do.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ledger/consumers/acknowledgement.h"
#include "tally/v1/access.pb.h"

namespace tally {

struct Caller {
  // Recorded with what they do: the principal's id, after `daemon/` for one of the daemon itself.
  // By the Unix socket, who they say they are.
  std::string actor;
  // How they proved who they are.
  v1::SignIn sign_in = v1::SIGN_IN_UNSPECIFIED;
  // The org of the principal; empty for one of the daemon itself.
  std::string org_id = {};
  // The principal; empty for who comes by the Unix socket.
  std::string principal_id = {};
  // The token that they signed in with, if any.
  std::string token_id = {};
  // The name in their client certificate that is theirs, if they signed in with one.
  std::string certificate_name = {};
  // What their identity provider calls them, if they signed in with its token.
  v1::ProviderSubject subject = {};
  // What they may do.
  std::vector<v1::Grant> grants = {};
  // Until when they are signed in.
  absl::Time expires_at = absl::InfiniteFuture();
  // From where they call, such as `127.0.0.1` or `unix`.
  std::string address = {};
  // What they acknowledge with the call.
  std::optional<Acknowledgement> acknowledgement = {};
};

// Returns what is recorded of a principal as the actor.
std::string ActorOf(const std::string& org_id, const std::string& principal_id);

// Whether `grant`, of a principal of `home`, is about `org_id`; the daemon itself if that is empty.
bool Covers(const v1::Grant& grant, const std::string& home, const std::string& org_id);

// Whether the caller was granted anything in `org_id`.
bool IsOf(const Caller& caller, const std::string& org_id);

}  // namespace tally
