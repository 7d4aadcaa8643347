// Configuration: what the daemon is told by flags and by its configuration file.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "daemon/access/caller_limits.h"
#include "daemon/access/identity_providers.h"
#include "daemon/access/roles.h"
#include "ledger/encryption/keyring.h"

namespace tally {

// What `tallyd init` makes.
struct Preparation {
  // Whether to make the ledger and its first admin.
  bool makes_ledger = false;
  // Directory of a small CA and of what it certifies; none is made if empty.
  std::string ca = {};
  // Names and addresses by which clients call the daemon, for its certificate.
  std::vector<std::string> hosts = {};
  // Who gets a client certificate.
  std::vector<std::string> clients = {};
};

struct Configuration {
  // Directory of the ledger; made if it does not exist.
  std::string data;
  // Directory of the signing key and of what was signed last; made if it does not exist.
  std::string signer;
  // Directory of the backups; made with the first.
  std::string backups;
  // Path of the Unix socket.
  std::string socket;
  // Addresses, as HOST:PORT; port 0 lets the kernel choose. On loopback, unless they speak TLS.
  std::vector<std::string> listen;
  // Addresses that are not to speak TLS, wherever they are.
  std::vector<std::string> listen_without_tls = {};
  // Files in PEM, with which all of `listen` speaks TLS; empty if it does not.
  std::string tls_certificate = {};
  std::string tls_key = {};
  // CAs in PEM whose client certificates sign somebody in; empty if none does.
  std::string tls_client_ca = {};
  // The earliest version of TLS that is spoken, 1.2 or 1.3.
  std::string tls_min_version = "1.3";
  // Whether `listen` was said; if not, the default address is left out when it is in use.
  bool listen_was_said = false;
  // trace, debug, info, warn, error or off.
  std::string log_level = "info";
  // Largest request, in bytes.
  int max_request_bytes = 8 << 20;
  // What is to stay free on the disk of `data`; with less, commands are refused.
  uint64_t keep_free_bytes = 64 << 20;
  // What the ledger, its backups and the signing key are encrypted with; nothing if null.
  std::shared_ptr<const Keyring> keys = nullptr;
  // What may be granted beside the roles that there always are.
  RoleLists roles = {};
  // Whose tokens sign somebody in beside the daemon's own.
  std::vector<IdentityProvider> identity_providers = {};
  // How much one principal may ask for.
  CallLimits limits = {};
  // Whether processes of its user may look into this one.
  bool allow_tracing = false;
  // Make books and projections again from the log, say whether they were the same, and end.
  bool rebuild = false;
  // The backup to make `data` of, zero for the latest; then it ends.
  std::optional<uint32_t> restore = std::nullopt;
  // Encrypt with the current one of `keys` what is not yet, and end.
  bool reencrypt = false;
  // What to prepare before the first start, and end.
  std::optional<Preparation> init = std::nullopt;
};

// What the daemon listens on beside its socket, unless it is told otherwise.
inline constexpr char kDefaultAddress[] = "127.0.0.1:7420";

// Reads flags and the configuration file; flags win. If they ask for help or are wrong, says so and
// ends the process.
Configuration ReadConfiguration(int argc, char** argv);

}  // namespace tally
