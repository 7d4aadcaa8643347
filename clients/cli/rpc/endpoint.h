// Endpoint: where the daemon is, and who calls.

#pragma once

#include <optional>
#include <string>

#include "tally/v1/as_of.pb.h"

namespace tally {

// What a program proves by who it is, and who the daemon is: secrets, never to be printed.
struct ClientCredentials {
  // Of the CAs that the daemon's certificate may be of, in PEM; if empty, TLS is not spoken.
  std::string ca = {};
  // The program's own certificate and its key, in PEM; empty if it has none.
  std::string certificate = {};
  std::string key = {};
  // Sent with every call; empty if there is none.
  std::string token = {};
};

struct Endpoint {
  // Path of a Unix socket; if empty, the address counts.
  std::string socket;
  // `HOST:PORT`.
  std::string address;
  ClientCredentials credentials = {};
  // Who acts; visible ASCII. Only said by the socket, by who does not sign in.
  std::string actor = {};
  // Whether a call with one reply may take as long as it takes.
  bool is_patient = false;
  // What queries are asked as of; now if unset.
  std::optional<v1::AsOf> as_of = {};

  // Whether the daemon takes the word of who calls for who acts.
  bool SaysActor() const { return !socket.empty() && credentials.token.empty(); }
  // Returns what messages call the daemon by.
  std::string Name() const { return socket.empty() ? address : socket; }
};

}  // namespace tally
