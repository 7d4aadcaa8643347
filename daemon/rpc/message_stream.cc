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

class MessageReactor;

// Wakes a reactor that waits for events, unless it has gone meanwhile.
class Waker : public std::enable_shared_from_this<Waker> {
 public:
  Waker(Log& log, MessageReactor& reactor) : log_(log), reactor_(&reactor) {}

  // Wakes the reactor once there are events beyond `position`.
  void WaitBeyond(uint64_t position) {
    const uint64_t ticket =
        log_.NotifyBeyond(position, [self = shared_from_this()] { self->Wake(); });
    const absl::MutexLock lock(&mutex_);
    ticket_ = ticket;
    if (reactor_ == nullptr) log_.Forget(ticket);
  }

  // Leaves the reactor alone from now on.
  void Detach() {
    const absl::MutexLock lock(&mutex_);
    reactor_ = nullptr;
    log_.Forget(ticket_);
  }

 private:
  void Wake();

  Log& log_;
  absl::Mutex mutex_;
  MessageReactor* reactor_ ABSL_GUARDED_BY(mutex_);
  uint64_t ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

class MessageReactor final : public Reactor {
 public:
  MessageReactor(Log& log, std::unique_ptr<MessageSource> source)
      : source_(std::move(source)), waker_(std::make_shared<Waker>(log, *this)) {
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
    waker_->Detach();
    delete this;
  }

  // Goes on, on another thread than the caller's, which is the ledger's writer.
  void WakeUp() {
    {
      const absl::MutexLock lock(&mutex_);
      if (!std::exchange(waiting_, false)) return;
    }
    alarm_.emplace();
    alarm_->Set(gpr_now(GPR_CLOCK_MONOTONIC), [this](bool) { Continue(); });
  }

 private:
  // Once a write is started, the stream is finished or it waits, another thread may go on with this
  // or delete it: nothing of it may be touched after that.
  void Continue() {
    MessageSource::Step step = source_->Next();
    if (step.end) return FinishOnce(*step.end);
    if (step.message != nullptr) {
      written_ = ToBytes(*step.message);
      return StartWrite(&written_);
    }
    const std::shared_ptr<Waker> waker = waker_;
    bool cancelled = false;
    {
      const absl::MutexLock lock(&mutex_);
      cancelled = cancelled_;
      waiting_ = !cancelled_;
    }
    if (cancelled) return FinishOnce(absl::CancelledError("the client has gone"));
    waker->WaitBeyond(step.wait_beyond);
  }

  void FinishOnce(const absl::Status& status) {
    if (!std::exchange(finished_, true)) Finish(ToGrpc(status));
  }

  const std::unique_ptr<MessageSource> source_;
  const std::shared_ptr<Waker> waker_;
  grpc::ByteBuffer written_;
  std::optional<grpc::Alarm> alarm_;
  bool finished_ = false;

  absl::Mutex mutex_;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

void Waker::Wake() {
  const absl::MutexLock lock(&mutex_);
  if (reactor_ != nullptr) reactor_->WakeUp();
}

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
