// Configuration: what the daemon is told by flags and by its configuration file.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tally {

struct Configuration {
  // Directory of the ledger; made if it does not exist.
  std::string data;
  // Directory of the signing key and of what was signed last; made if it does not exist.
  std::string signer;
  // Directory of the backups; made with the first.
  std::string backups;
  // Path of the Unix socket.
  std::string socket;
  // Addresses on loopback, as HOST:PORT; port 0 lets the kernel choose.
  std::vector<std::string> listen;
  // Whether `listen` was said; if not, the default address is left out when it is in use.
  bool listen_was_said = false;
  // trace, debug, info, warn, error or off.
  std::string log_level = "info";
  // Largest request, in bytes.
  int max_request_bytes = 8 << 20;
  // What is to stay free on the disk of `data`; with less, commands are refused.
  uint64_t keep_free_bytes = 64 << 20;
  // Make books and projections again from the log, say whether they were the same, and end.
  bool rebuild = false;
  // The backup to make `data` of, zero for the latest; then it ends.
  std::optional<uint32_t> restore = std::nullopt;
};

// What the daemon listens on beside its socket, unless it is told otherwise.
inline constexpr char kDefaultAddress[] = "127.0.0.1:7420";

// Reads flags and the configuration file; flags win. If they ask for help or are wrong, says so and
// ends the process.
Configuration ReadConfiguration(int argc, char** argv);

}  // namespace tally
