// Session: what a command works with: the settings, the connection and the terminal.

#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/rpc/connection.h"
#include "clients/cli/session/settings.h"
#include "clients/cli/session/terminal.h"
#include "clients/cli/show/csv.h"
#include "clients/cli/show/json.h"

namespace tally {

// What the command line says beside the settings.
struct Manners {
  // Do not ask.
  bool yes = false;
  // Who acts; visible ASCII.
  std::string actor;
  // What proves who that is.
  ClientCredentials credentials = {};
  // The id of the one request that the command sends; empty for a random one.
  std::string request_id;
  // What queries are asked as of; now if unset.
  std::optional<v1::AsOf> as_of = {};
};

class Session {
 public:
  // The terminal outlives the session. Nothing is sent yet.
  Session(Settings settings, Manners manners, Terminal& terminal);

  Connection& connection() { return connection_; }
  Terminal& terminal() { return terminal_; }
  const Look& look() const { return terminal_.look(); }
  const Settings& settings() const { return settings_; }
  bool prints_json() const { return settings_.output == Output::kJson; }

  // Returns the org that is meant: of the settings, or of who signs in, or the only one there is.
  absl::StatusOr<std::string> Org();

  // Returns the id for the one request of a command. Wrong usage with --as-of: what was cannot be
  // changed.
  absl::StatusOr<std::string> RequestId() const;
  // Returns what the ids of many requests start with. Wrong usage with --as-of or --request-id.
  absl::StatusOr<std::string> RequestIdPrefix() const;

  // Sends the request with its org filled in, and returns the reply.
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Query(Request request);
  // The same for a command, which also gets its request id.
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Send(Request request);

  // Asks before something is changed. Fine if the person says yes or --yes is given; wrong usage if
  // nobody is there to answer.
  absl::Status Confirm(absl::string_view question);

  // Prints a reply: as JSON or CSV if that is wanted, and otherwise as the text that `text()`
  // returns.
  template <typename Text>
  void Show(const google::protobuf::Message& reply, Text text);

 private:
  Settings settings_;
  Manners manners_;
  Terminal& terminal_;
  Connection connection_;
};

// Returns 32 hexadecimal digits that were never returned before.
std::string RandomId();

template <typename Reply, typename Request>
absl::StatusOr<Reply> Session::Query(Request request) {
  const absl::StatusOr<std::string> org = Org();
  if (!org.ok()) return org.status();
  request.set_org_id(*org);
  return connection_.Call<Reply>(request);
}

template <typename Reply, typename Request>
absl::StatusOr<Reply> Session::Send(Request request) {
  absl::StatusOr<std::string> request_id = RequestId();
  if (!request_id.ok()) return request_id.status();
  request.set_request_id(*std::move(request_id));
  return Query<Reply>(std::move(request));
}

template <typename Text>
void Session::Show(const google::protobuf::Message& reply, Text text) {
  switch (settings_.output) {
    case Output::kJson:
      return terminal_.Print(JsonText(reply));
    case Output::kCsv:
      return terminal_.Print(CsvText(reply));
    case Output::kTable:
      return terminal_.Print(text());
  }
}

}  // namespace tally
