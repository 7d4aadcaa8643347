#include "daemon/rpc/message_stream.h"

#include <atomic>
#include <string>
#include <utility>

#include "daemon/rpc/errors.h"

namespace tally {
namespace {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

// Exactly one of these is under way at any time: a turn, the wait for one, a write, the end. So
// what they use needs no lock.
class MessageReactor final : public Reactor {
 public:
  MessageReactor(StreamThreads& threads, std::unique_ptr<MessageSource> source)
      : threads_(threads), source_(std::move(source)), id_(threads.Add([this] { TakeTurn(); })) {
    source_->WakeBy([&threads, id = id_] { threads.Hurry(id); });
    threads_.AskNow(id_);
  }

  void OnWriteDone(bool ok) override {
    written_.Clear();
    if (!ok) return Finish(ToGrpc(absl::CancelledError(kGone)));
    threads_.AskNow(id_);
  }

  // A write that is under way ends with OnWriteDone(false), or the turn after it ends the stream.
  void OnCancel() override {
    cancelled_ = true;
    threads_.Hurry(id_);
  }

  void OnDone() override {
    threads_.Remove(id_);
    delete this;
  }

 private:
  static constexpr char kGone[] = "the client has gone";

  // Once a write is started, the stream is finished or the next turn is asked for, another thread
  // may go on with this or delete it: nothing of it may be touched after that.
  void TakeTurn() {
    if (cancelled_) return Finish(ToGrpc(absl::CancelledError(kGone)));
    const MessageSource::Step step = source_->Next();
    if (step.end) return Finish(ToGrpc(*step.end));
    if (step.message == nullptr) {
      return threads_.AskLater(id_, step.wait_beyond, step.wait_until);
    }
    written_ = ToBytes(*step.message);
    StartWrite(&written_);
  }

  StreamThreads& threads_;
  const std::unique_ptr<MessageSource> source_;
  const uint64_t id_;
  grpc::ByteBuffer written_;
  std::atomic<bool> cancelled_ = false;
};

class EndedReactor final : public Reactor {
 public:
  explicit EndedReactor(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

Reactor* StreamMessages(StreamThreads& threads, std::unique_ptr<MessageSource> source) {
  return new MessageReactor(threads, std::move(source));
}

Reactor* EndStream(const absl::Status& status) { return new EndedReactor(status); }

grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message) {
  const std::string bytes = message.SerializeAsString();
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

}  // namespace tally
