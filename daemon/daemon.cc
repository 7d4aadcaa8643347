#include "daemon/daemon.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "daemon/open_ledger.h"
#include "daemon/protobuf_log.h"
#include "daemon/rpc/method_log.h"
#include "daemon/sockets.h"
#include "daemon/tls.h"
#include "daemon/version.h"
#include "grpc/health/v1/health.pb.h"
#include "ledger/audit/scratch.h"
#include "ledger/base/tls_version.h"

namespace tally {
namespace {

// How long calls that are under way may take to end when the daemon stops.
constexpr absl::Duration kShutdownGrace = absl::Seconds(5);
// How long what is left may then take.
constexpr auto kCutOff = std::chrono::milliseconds(250);
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr size_t kMaxBufferBytes = 256 << 20;
constexpr int kMaxConcurrentStreams = 1'000;
// Who has not said hello by then is no client.
constexpr int kHandshakeTimeoutMs = 10'000;
// A connection on which nothing was called for so long is ended; clients connect again by
// themselves.
constexpr int kMaxIdleMs = 10 * 60 * 1'000;
// A connection that is silent for so long is asked whether it lives, and ended if it does not say
// so.
constexpr int kAskAliveMs = 60 * 1'000;
constexpr int kAliveWithinMs = 20 * 1'000;

// Somewhere to listen on, beside the Unix socket.
struct Place {
  std::string address;
  bool speaks_tls = false;
  // The port that the kernel gave it.
  int port = 0;
};

// The addresses of `--listen`. One that is in use is an error only if it was asked for.
absl::StatusOr<std::deque<Place>> PlacesOfListen(const Configuration& configuration,
                                                 spdlog::logger& log) {
  const bool speaks_tls = !configuration.tls_certificate.empty();
  std::deque<Place> places;
  for (const std::string& address : configuration.listen) {
    const absl::Status free =
        speaks_tls ? CheckAddress("--listen", address) : CheckLoopback(address);
    if (free.ok()) {
      places.push_back({.address = address, .speaks_tls = speaks_tls});
    } else if (configuration.listen_was_said) {
      return free;
    } else {
      log.warn("event=address_left_out address={} message={}", address, LogValue(free.message()));
    }
  }
  return places;
}

absl::StatusOr<std::deque<Place>> Places(const Configuration& configuration, spdlog::logger& log) {
  absl::StatusOr<std::deque<Place>> places = PlacesOfListen(configuration, log);
  if (!places.ok()) return places;
  for (const std::string& address : configuration.listen_without_tls) {
    absl::Status free = CheckAddress("--listen-without-tls", address);
    if (!free.ok()) return free;
    places->push_back({.address = address});
    if (CheckLoopback(address).ok()) continue;
    log.warn("event=listening_without_tls address={} message={}", address,
             LogValue("tokens and figures can be read and changed on the way"));
  }
  return places;
}

// The files that TLS takes, checked; none if nothing speaks it.
absl::StatusOr<std::optional<TlsFiles>> TlsOf(const Configuration& configuration) {
  if (configuration.tls_certificate.empty()) return std::nullopt;
  TlsFiles files{.certificate = configuration.tls_certificate,
                 .key = configuration.tls_key,
                 .client_ca = configuration.tls_client_ca};
  if (absl::Status fit = CheckTlsFiles(files); !fit.ok()) return fit;
  if (configuration.tls_min_version == "1.3") {
    if (absl::Status is = RequireTls13(); !is.ok()) return is;
  }
  return files;
}

// What all connections have in common.
void SetLimits(const Configuration& configuration, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(configuration.max_request_bytes);
  // gRPC reads a message whole before it looks at its size; the quota bounds what that takes.
  builder.SetResourceQuota(grpc::ResourceQuota("tallyd").Resize(kMaxBufferBytes));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxIdleMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kAskAliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kAliveWithinMs);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(const Configuration& configuration,
                                                      std::shared_ptr<spdlog::logger> log,
                                                      Clock clock) {
  QuietProtobuf();
  const absl::Time start = absl::Now();
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(configuration, std::move(clock));
  if (!ledger.ok()) return ledger.status();
  // Checks of a daemon that was killed.
  Scratch::RemoveAll(configuration.data);
  const auto head = (*ledger)->log().head();
  log->info("event=opened data={} position={} milliseconds={}", LogValue(configuration.data),
            head.position(), absl::ToInt64Milliseconds(absl::Now() - start));

  absl::StatusOr<std::unique_ptr<Signer>> signer =
      Signer::Open(configuration.signer, (*ledger)->log(), configuration.keys.get());
  if (!signer.ok()) return signer.status();
  absl::StatusOr<Roles> roles = Roles::With(configuration.roles);
  if (!roles.ok()) return roles.status();
  std::unique_ptr<Daemon> daemon(new Daemon(*std::move(ledger), *std::move(signer),
                                            *std::move(roles), std::move(log), configuration));
  if (absl::Status listens = daemon->Listen(configuration); !listens.ok()) return listens;
  daemon->calendar_ =
      std::make_unique<CalendarDriver>(*daemon->ledger_, *daemon->driver_, *daemon->log_);
  daemon->timer_ = std::make_unique<CheckpointTimer>(*daemon->signer_, *daemon->log_);
  return daemon;
}

Daemon::Daemon(std::unique_ptr<Ledger> ledger, std::unique_ptr<Signer> signer, Roles roles,
               std::shared_ptr<spdlog::logger> log, const Configuration& configuration)
    : log_(std::move(log)),
      ledger_(std::move(ledger)),
      signer_(std::move(signer)),
      providers_(configuration.identity_providers,
                 [this](const std::string& issuer, const absl::Status& status) {
                   log_->warn("event=keys_not_read issuer={} message={}", LogValue(issuer),
                              LogValue(status.message()));
                 }),
      gatekeeper_(*ledger_, std::move(roles), configuration.limits,
                  [this](absl::string_view token, absl::Time now) {
                    return providers_.Verify(token, now);
                  }),
      streams_(ledger_->log()) {
  driver_ = std::make_unique<RunDriver>(*ledger_, *log_);
  services_ = AllServices({.ledger = *ledger_,
                           .gatekeeper = gatekeeper_,
                           .signer = *signer_,
                           .log = *log_,
                           .in_flight = in_flight_,
                           .streams = streams_,
                           .version = kVersion,
                           .data = configuration.data,
                           .backups = configuration.backups},
                          [this](const std::string& org_id, const std::string& run_id) {
                            driver_->Drive(org_id, run_id);
                          });
}

Daemon::~Daemon() {
  if (server_ == nullptr) return;
  log_->info("event=stopping");
  server_->GetHealthCheckService()->SetServingStatus(false);
  in_flight_.Close(kShutdownGrace);
  // Calls that came too late are told so; streams never end by themselves and are cut off.
  server_->Shutdown(std::chrono::system_clock::now() + kCutOff);
  server_->Wait();
  socket_.reset();
  calendar_.reset();
  driver_.reset();
  timer_.reset();
  SignIfGrown(*signer_, *log_);
  log_->info("event=stopped position={}", ledger_->log().head().position());
}

absl::Status Daemon::Listen(const Configuration& configuration) {
  const absl::StatusOr<std::optional<TlsFiles>> tls = TlsOf(configuration);
  if (!tls.ok()) return tls.status();
  absl::StatusOr<std::deque<Place>> places = Places(configuration, *log_);
  if (!places.ok()) return places.status();
  absl::StatusOr<std::unique_ptr<LocalSocket>> socket =
      LocalSocket::Listen(configuration.socket, *log_);
  if (!socket.ok()) return socket.status();
  socket_ = *std::move(socket);

  // Named here so that reflection can show what gRPC serves by itself.
  grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  grpc::ServerBuilder builder;
  SetLimits(configuration, builder);
  for (const ServicePtr& service : services_) builder.RegisterService(service.get());
  using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  local_connections_ = builder.experimental().AddExternalConnectionAcceptor(
      Connections::FROM_FD, grpc::InsecureServerCredentials());
  for (Place& place : *places) {
    builder.AddListeningPort(
        place.address, place.speaks_tls ? TlsCredentials(**tls) : grpc::InsecureServerCredentials(),
        &place.port);
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) {
    return absl::FailedPreconditionError("cannot listen on the addresses given by --listen");
  }
  for (const ServicePtr& service : services_) {
    server_->GetHealthCheckService()->SetServingStatus(service->name(), true);
  }
  socket_->Serve([this](int connection) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters accepted;
    accepted.fd = connection;
    local_connections_->HandleNewConnection(&accepted);
  });
  log_->info("event=ready version={} socket={}", kVersion, LogValue(configuration.socket));
  for (const Place& place : *places) {
    log_->info("event=listening address={} port={} tls={}", place.address, place.port,
               place.speaks_tls ? "yes" : "no");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RebuildLedger(const Configuration& configuration) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger =
      OpenLedger(configuration, [] { return absl::Now(); });
  if (!ledger.ok()) return ledger.status();
  const absl::StatusOr<std::vector<Rebuilt>> rebuilt = (*ledger)->Rebuild();
  if (!rebuilt.ok()) return rebuilt.status();

  bool identical = true;
  for (const Rebuilt& fold : *rebuilt) {
    std::printf("%-14s %10llu rows  sha256 %s  %s\n", fold.name.c_str(),
                static_cast<unsigned long long>(fold.rows), fold.digest.c_str(),
                fold.identical ? "identical" : "DIFFERED, now mended");
    identical = identical && fold.identical;
  }
  std::printf("rebuilt from %llu events\n",
              static_cast<unsigned long long>((*ledger)->log().head().position()));
  return identical;
}

}  // namespace tally
