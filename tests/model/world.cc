#include "model/world.h"

#include <gtest/gtest.h>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "support/temporary_directory.h"
#include "system/support/program.h"
#include "system/support/running_daemon.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

class InProcess final : public World {
 public:
  InProcess() { Pass(0); }

  std::string target() const override { return daemon_.target(); }
  void Kill() override { daemon_.Restart(); }
  bool HasEnded() const override { return false; }
  void Pass(int days) override {
    now_ += absl::Hours(24 * days);
    daemon_.At(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now_, absl::UTCTimeZone()));
  }

 private:
  RunningDaemon daemon_;
  // Noon, 3 November 2026.
  absl::Time now_ = absl::FromUnixSeconds(1'793'707'200);
};

class OfProgram final : public World {
 public:
  OfProgram() { Start(); }

  std::string target() const override { return TargetIn(directory_.path()); }
  void Kill() override {
    const absl::MutexLock lock(&mutex_);
    program_->Send(SIGKILL);
    program_->Wait();
    Start();
  }
  bool HasEnded() const override {
    const absl::MutexLock lock(&mutex_);
    return program_->EndsWithin(absl::ZeroDuration());
  }
  void Pass(int) override {}

 private:
  void Start() {
    program_ = std::make_unique<Program>(Tallyd(directory_.path()));
    EXPECT_TRUE(program_->Says("event=ready")) << program_->output();
  }

  const TemporaryDirectory directory_;
  // While it is being killed, it has not ended by itself.
  mutable absl::Mutex mutex_;
  std::unique_ptr<Program> program_;
};

}  // namespace

std::unique_ptr<World> WorldInProcess() { return std::make_unique<InProcess>(); }
std::unique_ptr<World> WorldOfProgram() { return std::make_unique<OfProgram>(); }

}  // namespace tally
