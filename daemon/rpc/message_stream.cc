#include "daemon/rpc/message_stream.h"

#include <grpcpp/alarm.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "daemon/rpc/errors.h"

namespace tally {
namespace {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

class MessageReactor final : public Reactor {
 public:
  MessageReactor(Log& log, std::unique_ptr<MessageSource> source)
      : log_(log), source_(std::move(source)), wakeable_(std::make_shared<Wakeable>(*this)) {
    Continue();
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      Continue();
    } else {
      FinishOnce(absl::CancelledError("the client has gone"));
    }
  }

  void OnCancel() override {
    // A write that is under way ends with OnWriteDone(false); one that waits for events must be
    // ended here.
    bool waits = false;
    {
      const absl::MutexLock lock(&mutex_);
      cancelled_ = true;
      waits = std::exchange(waiting_, false);
    }
    if (waits) FinishOnce(absl::CancelledError("the client has gone"));
  }

  void OnDone() override {
    wakeable_->Detach();
    delete this;
  }

 private:
  // What wakes the reactor may come after it has gone.
  class Wakeable {
   public:
    explicit Wakeable(MessageReactor& reactor) : reactor_(&reactor) {}
    void Wake() {
      const absl::MutexLock lock(&mutex_);
      if (reactor_ != nullptr) reactor_->WakeUp();
    }
    void Detach() {
      const absl::MutexLock lock(&mutex_);
      reactor_ = nullptr;
    }

   private:
    absl::Mutex mutex_;
    MessageReactor* reactor_ ABSL_GUARDED_BY(mutex_);
  };

  void Continue() {
    MessageSource::Step step = source_->Next();
    if (step.end) return FinishOnce(*step.end);
    if (step.message != nullptr) {
      written_ = ToBytes(*step.message);
      return StartWrite(&written_);
    }
    {
      const absl::MutexLock lock(&mutex_);
      waiting_ = !cancelled_;
      if (cancelled_) return FinishOnce(absl::CancelledError("the client has gone"));
    }
    log_.NotifyBeyond(step.wait_beyond, [wakeable = wakeable_] { wakeable->Wake(); });
  }

  // Leaves the thread that woke it, which is the ledger's writer, at once.
  void WakeUp() {
    {
      const absl::MutexLock lock(&mutex_);
      if (!std::exchange(waiting_, false)) return;
    }
    alarm_.emplace();
    alarm_->Set(gpr_now(GPR_CLOCK_MONOTONIC), [this](bool) { Continue(); });
  }

  void FinishOnce(const absl::Status& status) {
    if (!std::exchange(finished_, true)) Finish(ToGrpc(status));
  }

  Log& log_;
  const std::unique_ptr<MessageSource> source_;
  const std::shared_ptr<Wakeable> wakeable_;
  grpc::ByteBuffer written_;
  std::optional<grpc::Alarm> alarm_;
  bool finished_ = false;

  absl::Mutex mutex_;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

class EndedReactor final : public Reactor {
 public:
  explicit EndedReactor(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

Reactor* StreamMessages(Log& log, std::unique_ptr<MessageSource> source) {
  return new MessageReactor(log, std::move(source));
}

Reactor* EndStream(const absl::Status& status) { return new EndedReactor(status); }

grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message) {
  const std::string bytes = message.SerializeAsString();
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

}  // namespace tally
