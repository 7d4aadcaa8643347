// Sockets: what must be true of an address before the daemon listens on it.

#pragma once

#include <string>

#include "absl/status/status.h"

namespace tally {

// Makes way for a socket at `path`: removes one that a daemon left behind. FAILED_PRECONDITION if
// somebody listens on it, if it is no socket, or if the path is too long for one.
absl::Status PrepareUnixSocket(const std::string& path);

// Checks that `address`, a HOST:PORT, is on loopback and can be listened on. INVALID_ARGUMENT if it
// is not on loopback, FAILED_PRECONDITION if it is in use.
absl::Status CheckLoopback(const std::string& address);

// The same for any address of this machine, which was given by `flag`: IPV4:PORT or [IPV6]:PORT,
// not a name, which could come to mean another address.
absl::Status CheckAddress(const std::string& flag, const std::string& address);

}  // namespace tally
