// tallyd: see configuration.cc for what it can be told.

#include <csignal>
#include <cstdio>
#include <memory>

#include "absl/time/clock.h"
#include "daemon/configuration.h"
#include "daemon/daemon.h"
#include "daemon/grpc_log.h"
#include "daemon/init.h"
#include "ledger/backups.h"
#include "ledger/base/core_dumps.h"
#include "ledger/log/encryption.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace {

constexpr int kCannotServe = 1;
constexpr int kMended = 3;

std::shared_ptr<spdlog::logger> NewLog(const std::string& level) {
  auto log =
      std::make_shared<spdlog::logger>("tallyd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(level));
  return log;
}

// Blocks the signals that stop the daemon, in this thread and all that it starts, and returns them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "tallyd: %s\n", std::string(status.message()).c_str());
  return kCannotServe;
}

int Restore(const tally::Configuration& configuration) {
  std::shared_ptr<rocksdb::Env> env;
  if (configuration.keys != nullptr) env = tally::NewEncryptedEnv(configuration.keys);
  const auto restored = tally::RestoreBackup(
      configuration.backups, *configuration.restore, configuration.data, [] { return false; },
      env.get());
  if (!restored.ok()) return Fail(restored.status());
  std::printf(
      "restored backup %u to %s: it is what its checkpoint of %llu events says\n%s"
      "start with --data %s --signer DIR, the signer directory of the old daemon;\n"
      "without --signer a new key is made, and what the old one signed is not compared\n",
      restored->backup().backup_id(), restored->directory().c_str(),
      static_cast<unsigned long long>(restored->backup().size()),
      restored->backup().checkpoint().c_str(), restored->directory().c_str());
  return 0;
}

int Reencrypt(const tally::Configuration& configuration) {
  const auto files = tally::ReencryptLog(configuration.data + "/ledger", configuration.keys);
  if (!files.ok()) return Fail(files.status());
  const auto copies = tally::ReencryptBackups(configuration.backups, configuration.keys);
  if (!copies.ok()) return Fail(copies.status());
  std::printf("encrypted %llu files of the ledger and %llu of its backups with the key %s\n",
              static_cast<unsigned long long>(*files), static_cast<unsigned long long>(*copies),
              configuration.keys->current().id.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tally::ForbidCoreDumps();
  const tally::Configuration configuration = tally::ReadConfiguration(argc, argv);
  if (configuration.allow_tracing) tally::AllowTracing();
  if (configuration.init) {
    const absl::Status made = tally::Init(configuration);
    return made.ok() ? 0 : Fail(made);
  }
  if (configuration.rebuild) {
    const absl::StatusOr<bool> identical = tally::RebuildLedger(configuration);
    if (!identical.ok()) return Fail(identical.status());
    return *identical ? 0 : kMended;
  }
  if (configuration.restore) return Restore(configuration);
  if (configuration.reencrypt) return Reencrypt(configuration);
  const sigset_t stop_signals = BlockStopSignals();
  const std::shared_ptr<spdlog::logger> log = NewLog(configuration.log_level);
  tally::LogGrpc(log);
  const auto daemon = tally::Daemon::Start(configuration, log, [] { return absl::Now(); });
  if (!daemon.ok()) return Fail(daemon.status());
  int signal = 0;
  sigwait(&stop_signals, &signal);
  return 0;
}
