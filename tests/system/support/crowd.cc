#include "system/support/crowd.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tally/v1/events.grpc.pb.h"

namespace tally {
namespace {

// Subscriptions of one connection.
constexpr size_t kPerConnection = 100;
constexpr uint64_t kPrime = 0x100000001B3;

std::unique_ptr<v1::Events::Stub> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return v1::Events::NewStub(
      grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

void Fingerprint::Add(const v1::RecordedEvent& event) {
  for (const uint64_t number : {event.position(), event.version()}) {
    sum_ = (sum_ ^ number) * kPrime;
  }
}

struct Crowd::State {
  explicit State(std::string where) : target(std::move(where)) {}

  const std::string target;
  mutable absl::Mutex mutex;
  std::vector<std::unique_ptr<v1::Events::Stub>> connections ABSL_GUARDED_BY(mutex);
  std::vector<std::unique_ptr<Subscriber>> subscribers ABSL_GUARDED_BY(mutex);
  // Those that have caught up, stalled or left; and those that have left.
  size_t settled ABSL_GUARDED_BY(mutex) = 0;
  size_t left ABSL_GUARDED_BY(mutex) = 0;
  uint64_t end ABSL_GUARDED_BY(mutex) = Habit::kNever;
  bool stalled_leave ABSL_GUARDED_BY(mutex) = false;
};

class Crowd::Subscriber final : public grpc::ClientReadReactor<v1::SubscriptionMessage> {
 public:
  Subscriber(State& state, v1::Events::Stub& stub, v1::SubscribeEvents request, const Habit& habit)
      : state_(state), request_(std::move(request)), habit_(habit) {
    context_.set_wait_for_ready(true);
    stub.async()->Subscribe(&context_, &request_, this);
    // While it stalls, nothing else keeps the call.
    AddHold();
    StartRead(&message_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    const absl::MutexLock lock(&state_.mutex);
    if (!ok) return LetGo();
    Note();
    if (seen_.events >= habit_.leaves_after || seen_.position >= state_.end) return Leave();
    if (seen_.events >= habit_.stalls_after && !goes_on_) {
      if (state_.stalled_leave) return Leave();
      stalls_ = true;
      return Settle();
    }
    if (seen_.times_caught_up > 0) Settle();
    StartRead(&message_);
  }

  void OnDone(const grpc::Status& status) override {
    const absl::MutexLock lock(&state_.mutex);
    if (!leaves_) seen_.problem = absl::StrCat("it ended: ", status.error_message());
    if (!is_settled_) state_.settled += 1;
    state_.left += 1;
    is_done_ = true;
  }

  // The rest is called with the mutex held.

  void GoOn() {
    goes_on_ = true;
    if (std::exchange(stalls_, false)) StartRead(&message_);
  }

  void Leave() {
    leaves_ = true;
    stalls_ = false;
    if (!is_done_) context_.TryCancel();
    LetGo();
  }

  bool stalls() const { return stalls_; }
  const Seen& seen() const { return seen_; }

 private:
  void LetGo() {
    if (!std::exchange(let_go_, true)) RemoveHold();
  }

  void Note() {
    for (const v1::RecordedEvent& event : message_.events().events()) {
      if (event.position() <= seen_.position) Say("an event came late", event.position());
      seen_.position = event.position();
      seen_.events += 1;
      seen_.fingerprint.Add(event);
      if (seen_.events == habit_.leaves_after) break;
    }
    if (message_.has_caught_up()) {
      if (++seen_.times_caught_up != seen_.times_behind + 1) Say("it had caught up", 0);
      GoTo(message_.caught_up());
    }
    if (message_.has_fell_behind()) {
      if (++seen_.times_behind != seen_.times_caught_up) Say("it was behind", 0);
      GoTo(message_.fell_behind());
    }
    if (message_.has_checkpoint()) {
      seen_.checkpoints += 1;
      GoTo(message_.checkpoint());
    }
  }

  void GoTo(const v1::SubscriptionMark& mark) {
    if (mark.position() < seen_.position) Say("a mark came late", mark.position());
    if (mark.head_position() < mark.position()) Say("a mark is beyond the head", mark.position());
    seen_.position = mark.position();
  }

  void Say(const char* problem, uint64_t position) {
    absl::StrAppend(&seen_.problem, problem, " at ", position, " after ", seen_.position, "; ");
  }

  void Settle() {
    if (!std::exchange(is_settled_, true)) state_.settled += 1;
  }

  State& state_;
  const v1::SubscribeEvents request_;
  const Habit habit_;
  grpc::ClientContext context_;
  v1::SubscriptionMessage message_;
  Seen seen_;
  bool stalls_ = false;
  bool goes_on_ = false;
  bool leaves_ = false;
  bool let_go_ = false;
  bool is_settled_ = false;
  bool is_done_ = false;
};

Crowd::Crowd(const std::string& target) : state_(std::make_unique<State>(target)) {}

Crowd::~Crowd() {
  {
    const absl::MutexLock lock(&state_->mutex);
    for (const auto& subscriber : state_->subscribers) subscriber->Leave();
  }
  Await(absl::InfiniteDuration());
}

size_t Crowd::Join(const v1::SubscribeEvents& request, const Habit& habit) {
  const absl::MutexLock lock(&state_->mutex);
  const size_t number = state_->subscribers.size();
  if (number % kPerConnection == 0) state_->connections.push_back(Connect(state_->target));
  state_->subscribers.push_back(
      std::make_unique<Subscriber>(*state_, *state_->connections.back(), request, habit));
  return number;
}

void Crowd::EndAt(uint64_t position) {
  const absl::MutexLock lock(&state_->mutex);
  state_->end = position;
}

void Crowd::GoOn(size_t number) {
  const absl::MutexLock lock(&state_->mutex);
  state_->subscribers[number]->GoOn();
}

void Crowd::LeaveStalled() {
  const absl::MutexLock lock(&state_->mutex);
  state_->stalled_leave = true;
  for (const auto& subscriber : state_->subscribers) {
    if (subscriber->stalls()) subscriber->Leave();
  }
}

bool Crowd::Await(absl::Duration patience) const {
  const absl::MutexLock lock(&state_->mutex);
  const auto have_left = [this]() ABSL_SHARED_LOCKS_REQUIRED(state_->mutex) {
    return state_->left == state_->subscribers.size();
  };
  return state_->mutex.AwaitWithTimeout(absl::Condition(&have_left), patience);
}

bool Crowd::AwaitSettled(size_t count, absl::Duration patience) const {
  const absl::MutexLock lock(&state_->mutex);
  const auto are_settled = [&]() ABSL_SHARED_LOCKS_REQUIRED(state_->mutex) {
    return state_->settled >= count;
  };
  return state_->mutex.AwaitWithTimeout(absl::Condition(&are_settled), patience);
}

Seen Crowd::SeenBy(size_t number) const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->subscribers[number]->seen();
}

}  // namespace tally
