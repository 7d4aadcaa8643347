#include "daemon/access/gatekeeper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/access/reach.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

// Which roles there are is a matter of the daemon's configuration, of which deciders know nothing.
absl::Status CheckRoles(const Roles& roles, const google::protobuf::Message& request,
                        const Books& books) {
  if (request.GetDescriptor() != v1::DefinePrincipal::descriptor()) return absl::OkStatus();
  const auto& command = static_cast<const v1::DefinePrincipal&>(request);
  // Whether the org is there comes first, and is for the decider to say.
  if (!command.org_id().empty() && !books.orgs.Has(command.org_id())) return absl::OkStatus();
  const v1::Principal& principal = command.principal();
  for (int i = 0; i < principal.grants_size(); ++i) {
    const std::string& role = principal.grants(i).role();
    if (roles.Has(role)) continue;
    return Refuse(v1::REASON_ROLE_NOT_FOUND, absl::StrCat("principal.grants[", i, "].role"),
                  absl::StrCat("there is no \"", role, "\""));
  }
  return absl::OkStatus();
}

}  // namespace

Gatekeeper::Gatekeeper(Ledger& ledger, Roles roles, const CallLimits& limits, VerifyProvided verify)
    : ledger_(ledger),
      roles_(std::move(roles)),
      verify_(std::move(verify)),
      limits_(std::make_unique<CallerLimits>(limits)),
      notes_(std::make_unique<AccessNotes>(ledger)) {}

absl::StatusOr<Caller> Gatekeeper::Identify(const Credentials& credentials,
                                            const std::string& method) const {
  const View view = ledger_.Read();
  absl::StatusOr<Caller> caller = SignIn(credentials, verify_, view.books(), ledger_.Now());
  if (!caller.ok()) {
    notes_->SignInRefused(AddressOf(credentials.peer), method, caller.status());
    return caller;
  }
  notes_->SignedIn(*caller, method);
  if (absl::Status may = MayCall(*caller, roles_, method); !may.ok()) {
    notes_->NotPermitted(*caller, method, "", may);
    return may;
  }
  return caller;
}

absl::Status Gatekeeper::Admit(const Caller& caller, const std::string& method,
                               const google::protobuf::Message& request) const {
  const View view = ledger_.Read();
  const absl::StatusOr<Caller> still = SignedInStill(caller, view.books(), ledger_.Now());
  if (!still.ok()) return still.status();
  absl::Status reaches = CheckReach(*still, roles_, method, request, view.books());
  if (!reaches.ok()) {
    notes_->NotPermitted(caller, method, AboutOf(request).org_id, reaches);
    return reaches;
  }
  return CheckRoles(roles_, request, view.books());
}

void Gatekeeper::Done(const Caller& caller, const std::string& method,
                      const google::protobuf::Message& request) const {
  notes_->Done(caller, method, AboutOf(request).org_id);
}

}  // namespace tally
