#include "daemon/daemon.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "daemon/rpc/method_log.h"
#include "daemon/sockets.h"
#include "daemon/version.h"
#include "grpc/health/v1/health.pb.h"
#include "ledger/audit/scratch.h"
#include "ledger/base/private_directory.h"
#include "projections/projections.h"

namespace tally {
namespace {

// How long calls that are under way may take to end when the daemon stops.
constexpr absl::Duration kShutdownGrace = absl::Seconds(5);
// How long what is left may then take.
constexpr auto kCutOff = std::chrono::milliseconds(250);
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr size_t kMaxBufferBytes = 256 << 20;
constexpr int kMaxConcurrentStreams = 1'000;

// Returns `directory/ledger`, and makes both, for this user only.
absl::StatusOr<std::string> LedgerDirectory(const std::string& data) {
  const std::string directory = std::filesystem::path(data) / "ledger";
  for (const std::string& path : {data, directory}) {
    if (const std::error_code error = MakePrivateDirectory(path)) {
      return absl::FailedPreconditionError(
          absl::StrCat("--data ", data, ": cannot be made: ", error.message()));
    }
  }
  return directory;
}

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const Configuration& configuration,
                                                   Clock clock) {
  const absl::StatusOr<std::string> directory = LedgerDirectory(configuration.data);
  if (!directory.ok()) return directory.status();
  return Ledger::Open(*directory, AllProjections(), std::move(clock),
                      {.keep_free_bytes = configuration.keep_free_bytes});
}

// The addresses to listen on. One that is in use is an error only if it was asked for.
absl::StatusOr<std::vector<std::string>> FreeAddresses(const Configuration& configuration,
                                                       spdlog::logger& log) {
  std::vector<std::string> addresses;
  for (const std::string& address : configuration.listen) {
    const absl::Status free = CheckLoopback(address);
    if (free.ok()) {
      addresses.push_back(address);
    } else if (configuration.listen_was_said) {
      return free;
    } else {
      log.warn("event=address_left_out address={} message={}", address, LogValue(free.message()));
    }
  }
  return addresses;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(const Configuration& configuration,
                                                      std::shared_ptr<spdlog::logger> log,
                                                      Clock clock) {
  const absl::Time start = absl::Now();
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(configuration, std::move(clock));
  if (!ledger.ok()) return ledger.status();
  // Checks of a daemon that was killed.
  Scratch::RemoveAll(configuration.data);
  const auto head = (*ledger)->log().head();
  log->info("event=opened data={} position={} milliseconds={}", LogValue(configuration.data),
            head.position(), absl::ToInt64Milliseconds(absl::Now() - start));

  absl::StatusOr<std::unique_ptr<Signer>> signer =
      Signer::Open(configuration.signer, (*ledger)->log());
  if (!signer.ok()) return signer.status();
  std::unique_ptr<Daemon> daemon(
      new Daemon(*std::move(ledger), *std::move(signer), std::move(log), configuration));
  if (absl::Status listens = daemon->Listen(configuration); !listens.ok()) return listens;
  daemon->calendar_ =
      std::make_unique<CalendarDriver>(*daemon->ledger_, *daemon->driver_, *daemon->log_);
  daemon->timer_ = std::make_unique<CheckpointTimer>(*daemon->signer_, *daemon->log_);
  return daemon;
}

Daemon::Daemon(std::unique_ptr<Ledger> ledger, std::unique_ptr<Signer> signer,
               std::shared_ptr<spdlog::logger> log, const Configuration& configuration)
    : log_(std::move(log)),
      socket_(configuration.socket),
      ledger_(std::move(ledger)),
      signer_(std::move(signer)),
      streams_(ledger_->log()) {
  driver_ = std::make_unique<RunDriver>(*ledger_, *log_);
  services_ = AllServices({.ledger = *ledger_,
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
  std::error_code ignored;
  std::filesystem::remove(socket_, ignored);
  calendar_.reset();
  driver_.reset();
  timer_.reset();
  SignIfGrown(*signer_, *log_);
  log_->info("event=stopped position={}", ledger_->log().head().position());
}

absl::Status Daemon::Listen(const Configuration& configuration) {
  if (absl::Status free = PrepareUnixSocket(socket_); !free.ok()) return free;
  const absl::StatusOr<std::vector<std::string>> addresses = FreeAddresses(configuration, *log_);
  if (!addresses.ok()) return addresses.status();

  // Named here so that reflection can show what gRPC serves by itself.
  grpc::health::v1::HealthCheckRequest::descriptor();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(configuration.max_request_bytes);
  // gRPC reads a message whole before it looks at its size; the quota bounds what that takes.
  builder.SetResourceQuota(grpc::ResourceQuota("tallyd").Resize(kMaxBufferBytes));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
  for (const ServicePtr& service : services_) builder.RegisterService(service.get());

  std::deque<int> ports;
  builder.AddListeningPort(absl::StrCat("unix:", socket_), grpc::InsecureServerCredentials());
  for (const std::string& address : *addresses) {
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &ports.emplace_back(0));
  }
  // Until it has the right permissions nobody else may connect.
  const mode_t mask = umask(0177);
  server_ = builder.BuildAndStart();
  umask(mask);
  if (server_ == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", socket_, " and the addresses given by --listen"));
  }
  for (const ServicePtr& service : services_) {
    server_->GetHealthCheckService()->SetServingStatus(service->name(), true);
  }
  log_->info("event=ready version={} socket={}", kVersion, LogValue(socket_));
  for (size_t i = 0; i < ports.size(); ++i) {
    log_->info("event=listening address={} port={}", (*addresses)[i], ports[i]);
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
