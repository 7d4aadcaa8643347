// Gatekeeper: who calls, and whether they may; asked by every call, before anything else is done.
// It notes in the access log what it lets in and turns away.

#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "daemon/access/access_notes.h"
#include "daemon/access/caller.h"
#include "daemon/access/caller_limits.h"
#include "daemon/access/roles.h"
#include "daemon/access/sign_in.h"
#include "google/protobuf/message.h"
#include "ledger/ledger.h"

namespace tally {

// Thread-safe.
class Gatekeeper {
 public:
  // `ledger` must outlive it. Tokens of identity providers are not taken if `verify` is empty.
  Gatekeeper(Ledger& ledger, Roles roles, const CallLimits& limits = {},
             VerifyProvided verify = {});

  // Returns who calls `method`, written like `Drafts.Approve`: CALLER_UNKNOWN, FIELD_INVALID, or
  // NOT_PERMITTED if they may nowhere call it.
  absl::StatusOr<Caller> Identify(const Credentials& credentials, const std::string& method) const;

  // Whether the caller may, now, call `method` with `request`, as CheckReach() says; CALLER_UNKNOWN
  // if they are not signed in any more; ROLE_NOT_FOUND if they would grant a role that there is
  // not.
  absl::Status Admit(const Caller& caller, const std::string& method,
                     const google::protobuf::Message& request) const;

  // Takes note of a call that went well.
  void Done(const Caller& caller, const std::string& method,
            const google::protobuf::Message& request) const;

  const Roles& roles() const { return roles_; }
  // How much each caller may ask for.
  CallerLimits& limits() const { return *limits_; }
  // What is on its way into the access log.
  AccessNotes& notes() const { return *notes_; }

 private:
  const Ledger& ledger_;
  const Roles roles_;
  const VerifyProvided verify_;
  const std::unique_ptr<CallerLimits> limits_;
  const std::unique_ptr<AccessNotes> notes_;
};

}  // namespace tally
