// AccessHome: whether a principal is of an org, or of the daemon itself.

#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/cli/commands/command.h"

namespace tally {

// Returns the org that is meant; empty for the daemon itself.
inline absl::StatusOr<std::string> HomeOf(Session& session, bool of_daemon) {
  return of_daemon ? std::string() : session.Org();
}

// Sends the command with its request id and its org filled in.
template <typename Reply, typename Request>
absl::StatusOr<Reply> SendTo(Session& session, bool of_daemon, Request request) {
  absl::StatusOr<std::string> request_id = session.RequestId();
  if (!request_id.ok()) return request_id.status();
  absl::StatusOr<std::string> home = HomeOf(session, of_daemon);
  if (!home.ok()) return home.status();
  request.set_request_id(*std::move(request_id));
  request.set_org_id(*std::move(home));
  return session.connection().Call<Reply>(request);
}

inline void AddPrincipal(CLI::App& app, std::string& principal_id) {
  app.add_option("PRINCIPAL", principal_id, "The principal")->required();
}

inline void AddDaemonFlag(CLI::App& app, bool& of_daemon) {
  app.add_flag("--daemon", of_daemon, "Of the daemon itself, and not of an org");
}

}  // namespace tally
