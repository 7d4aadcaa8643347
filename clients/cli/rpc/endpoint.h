// Endpoint: where the daemon is, and who calls.

#pragma once

#include <optional>
#include <string>

#include "tally/v1/as_of.pb.h"

namespace tally {

struct Endpoint {
  // Path of a Unix socket; if empty, the address counts.
  std::string socket;
  // `HOST:PORT`.
  std::string address;
  // Sent with every call; visible ASCII.
  std::string actor;
  // Whether a call with one reply may take as long as it takes.
  bool is_patient = false;
  // What queries are asked as of; now if unset.
  std::optional<v1::AsOf> as_of = {};

  // Returns what messages call the daemon by.
  std::string Name() const { return socket.empty() ? address : socket; }
};

}  // namespace tally
