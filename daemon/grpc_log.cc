#include "daemon/grpc_log.h"

#include <grpc/support/log.h>

#include <cstdint>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "daemon/rpc/method_log.h"

namespace tally {
namespace {

constexpr absl::Duration kBetweenLines = absl::Seconds(1);

// Thread-safe.
class GrpcLog {
 public:
  explicit GrpcLog(std::shared_ptr<spdlog::logger> log) : log_(std::move(log)) {}

  void Write(absl::string_view message) {
    const absl::Time now = absl::Now();
    const absl::MutexLock lock(&mutex_);
    if (now >= last_ && now - last_ < kBetweenLines) {
      ++left_out_;
      return;
    }
    log_->warn("event=grpc left_out={} message={}", left_out_, LogValue(message));
    last_ = now;
    left_out_ = 0;
  }

 private:
  const std::shared_ptr<spdlog::logger> log_;
  absl::Mutex mutex_;
  absl::Time last_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  uint64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// gRPC takes a plain function. It may call it until the process has ended, so this is never freed.
GrpcLog* grpc_log = nullptr;

}  // namespace

void LogGrpc(std::shared_ptr<spdlog::logger> log) {
  grpc_log = new GrpcLog(std::move(log));
  gpr_set_log_function([](gpr_log_func_args* said) {
    if (said->severity == GPR_LOG_SEVERITY_ERROR) grpc_log->Write(said->message);
  });
}

}  // namespace tally
