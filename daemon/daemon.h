// Daemon: the ledger, its services, and where they listen.

#pragma once

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "daemon/calendar_driver.h"
#include "daemon/checkpoint_timer.h"
#include "daemon/configuration.h"
#include "daemon/local_socket.h"
#include "daemon/run_driver.h"
#include "daemon/services/services.h"
#include "ledger/ledger.h"
#include "ledger/signer.h"
#include "spdlog/logger.h"

namespace tally {

class Daemon {
 public:
  // Opens the ledger and starts to serve it. The clock says what time commands are recorded at.
  // Fails as Ledger::Open() does, and if an address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<Daemon>> Start(const Configuration& configuration,
                                                       std::shared_ptr<spdlog::logger> log,
                                                       Clock clock);

  // Answers what it has taken, takes no more, signs the log, and closes the ledger.
  ~Daemon();

  Ledger& ledger() { return *ledger_; }
  CalendarDriver& calendar() { return *calendar_; }

 private:
  Daemon(std::unique_ptr<Ledger> ledger, std::unique_ptr<Signer> signer, Roles roles,
         std::shared_ptr<spdlog::logger> log, const Configuration& configuration);

  absl::Status Listen(const Configuration& configuration);

  const std::shared_ptr<spdlog::logger> log_;
  const std::unique_ptr<Ledger> ledger_;
  const std::unique_ptr<Signer> signer_;
  const IdentityProviders providers_;
  const Gatekeeper gatekeeper_;
  StreamThreads streams_;
  InFlight in_flight_;
  std::unique_ptr<RunDriver> driver_;
  std::unique_ptr<CalendarDriver> calendar_;
  std::vector<ServicePtr> services_;
  // Hands connections of the Unix socket to the server.
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> local_connections_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<LocalSocket> socket_;
  std::unique_ptr<CheckpointTimer> timer_;
};

// Makes books and projections of the ledger that `configuration` names again, and prints what was
// found. True if nothing had changed.
absl::StatusOr<bool> RebuildLedger(const Configuration& configuration);

}  // namespace tally
