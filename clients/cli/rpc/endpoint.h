// Endpoint: where the daemon is, and who calls.

#pragma once

#include <string>

namespace tally {

struct Endpoint {
  // Path of a Unix socket; if empty, the address counts.
  std::string socket;
  // `HOST:PORT`.
  std::string address;
  // Sent with every call; visible ASCII.
  std::string actor;

  // Returns what messages call the daemon by.
  std::string Name() const { return socket.empty() ? address : socket; }
};

}  // namespace tally
