#include "system/support/flood.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "system/support/grpc_call.h"

namespace tally {
namespace {

using grpc::ByteBuffer;

std::unique_ptr<grpc::GenericStub> NewConnection(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Otherwise it takes in more and more of what nobody reads.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return std::make_unique<grpc::GenericStub>(
      grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

struct Flood::State {
  mutable absl::Mutex mutex;
  std::vector<std::unique_ptr<grpc::GenericStub>> connections;
  // Calls stay where they are.
  std::deque<std::unique_ptr<Call>> calls ABSL_GUARDED_BY(mutex);
  size_t ended ABSL_GUARDED_BY(mutex) = 0;
};

// A call with one reply, on the wire; as a stream, because then the reply need not be taken.
class Flood::Call final : public grpc::ClientBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  Call(State& state, grpc::GenericStub& stub, const std::string& method, const std::string& bytes,
       const FloodCaller& caller)
      : state_(state), request_(ToBuffer(bytes)), caller_(caller) {
    context_.set_wait_for_ready(true);
    context_.set_deadline(absl::ToChronoTime(absl::Now() + caller.patience));
    context_.AddMetadata("tally-actor", "ann");
    stub.PrepareBidiStreamingCall(&context_, absl::StrCat("/", method), {}, this);
    StartWriteLast(&request_, {});
    if (caller.takes_answer) StartRead(&reply_);
    StartCall();
    LeaveIf(Leaves::kWhenSending);
  }

  void OnWriteDone(bool /*ok*/) override { LeaveIf(Leaves::kWhenSent); }
  void OnReadDone(bool /*ok*/) override { LeaveIf(Leaves::kWhenAnswered); }

  void OnDone(const grpc::Status& status) override {
    const absl::MutexLock lock(&state_.mutex);
    outcome_ = {ToAbsl(status), ToText(reply_)};
    state_.ended += 1;
  }

  void Leave() { context_.TryCancel(); }
  const RawOutcome& outcome() const { return outcome_; }

 private:
  void LeaveIf(Leaves now) {
    if (caller_.leaves == now) Leave();
  }

  State& state_;
  grpc::ClientContext context_;
  const ByteBuffer request_;
  const FloodCaller caller_;
  ByteBuffer reply_;
  RawOutcome outcome_;
};

Flood::Flood(const std::string& target, size_t connections) : state_(std::make_unique<State>()) {
  for (size_t i = 0; i < connections; ++i) {
    state_->connections.push_back(NewConnection(target));
  }
}

Flood::~Flood() {
  {
    const absl::MutexLock lock(&state_->mutex);
    for (const auto& call : state_->calls) call->Leave();
  }
  Await();
}

size_t Flood::Send(const std::string& method, const std::string& bytes, const FloodCaller& caller) {
  size_t number = 0;
  {
    const absl::MutexLock lock(&state_->mutex);
    number = state_->calls.size();
    state_->calls.emplace_back();
  }
  // Without the lock, because a call may end before this returns.
  auto call = std::make_unique<Call>(
      *state_, *state_->connections[number % state_->connections.size()], method, bytes, caller);
  const absl::MutexLock lock(&state_->mutex);
  state_->calls[number] = std::move(call);
  return number;
}

bool Flood::Await() const {
  const auto have_ended = [this]() ABSL_SHARED_LOCKS_REQUIRED(state_->mutex) {
    return state_->ended == state_->calls.size();
  };
  const absl::MutexLock lock(&state_->mutex);
  return state_->mutex.AwaitWithTimeout(absl::Condition(&have_ended), 2 * kPatience);
}

RawOutcome Flood::OutcomeOf(size_t number) const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->calls[number]->outcome();
}

}  // namespace tally
