#include "system/support/running_daemon.h"

#include <gtest/gtest.h>

#include <sstream>

#include "daemon/daemon.h"
#include "spdlog/sinks/ostream_sink.h"
#include "support/text.h"

namespace tally {

struct RunningDaemon::Started {
  std::ostringstream lines;
  std::shared_ptr<spdlog::logger> logger;
  std::unique_ptr<Daemon> daemon;
};

RunningDaemon::RunningDaemon(int max_request_bytes, const CallLimits& limits)
    : max_request_bytes_(max_request_bytes),
      limits_(limits),
      clock_(InstantOf("2026-11-03T12:00:00Z")) {
  Start();
}

RunningDaemon::~RunningDaemon() = default;

void RunningDaemon::Start() {
  started_ = std::make_unique<Started>();
  started_->logger = std::make_shared<spdlog::logger>(
      "tallyd", std::make_shared<spdlog::sinks::ostream_sink_mt>(started_->lines));
  Configuration configuration;
  configuration.data = data();
  configuration.signer = data() + "/signer";
  configuration.backups = data() + "/backups";
  configuration.socket = socket();
  configuration.listen = {"127.0.0.1:0"};
  configuration.listen_was_said = true;
  configuration.max_request_bytes = max_request_bytes_;
  configuration.limits = limits_;
  auto daemon = Daemon::Start(configuration, started_->logger, [this] { return clock_.Now(); });
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  started_->daemon = *std::move(daemon);
}

void RunningDaemon::Stop() { started_->daemon.reset(); }

void RunningDaemon::Restart() {
  Stop();
  Start();
}

void RunningDaemon::At(absl::string_view instant) {
  clock_.Set(InstantOf(instant));
  if (started_->daemon) started_->daemon->calendar().ClockWasSet();
}

void RunningDaemon::AwaitCalendars() { started_->daemon->calendar().AwaitDone(); }

std::string RunningDaemon::loopback() const {
  const std::string lines = log();
  const std::string before = "event=listening address=127.0.0.1:0 port=";
  const size_t at = lines.rfind(before);
  EXPECT_NE(at, std::string::npos) << lines;
  const size_t port = at + before.size();
  return "127.0.0.1:" + lines.substr(port, lines.find_first_not_of("0123456789", port) - port);
}

std::string RunningDaemon::log() const { return started_->lines.str(); }

}  // namespace tally
