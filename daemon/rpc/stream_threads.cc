#include "daemon/rpc/stream_threads.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tally {
namespace {

using Time = StreamThreads::Time;

// Threads that make messages.
constexpr unsigned kMinThreads = 2;
constexpr unsigned kMaxThreads = 8;

}  // namespace

// Outlives the StreamThreads while the log still rings.
struct StreamThreads::State : std::enable_shared_from_this<State> {
  struct Stream {
    std::function<void()> take_turn;
    // What it waits for, while it does.
    uint64_t position = 0;
    Time time;
    bool waits = false;
    // The next turn that it asks for is due.
    bool hurries = false;
  };

  explicit State(Log& the_log) : log(the_log), head(log.head().position()) {}

  // Gives turns until it is stopped.
  void Work();
  // Finds out where the log ends, and asks to be told when that changes.
  void Listen() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // Moves the streams whose turn it is from those that wait to those that are due.
  void FindDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void MakeDue(uint64_t id, Stream& stream) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // Waits until there may be something to do.
  void Rest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  Log& log;
  absl::Mutex mutex;
  absl::CondVar bell;
  std::unordered_map<uint64_t, Stream> streams ABSL_GUARDED_BY(mutex);
  uint64_t last_id ABSL_GUARDED_BY(mutex) = 0;
  // Those that wait, by the position that the log has to pass and by time.
  std::set<std::pair<uint64_t, uint64_t>> by_position ABSL_GUARDED_BY(mutex);
  std::set<std::pair<Time, uint64_t>> by_time ABSL_GUARDED_BY(mutex);
  // Those whose turn it is.
  std::deque<uint64_t> due ABSL_GUARDED_BY(mutex);
  // Where the log ended when it was last looked at.
  uint64_t head ABSL_GUARDED_BY(mutex);
  bool listens ABSL_GUARDED_BY(mutex) = false;
  uint64_t ticket ABSL_GUARDED_BY(mutex) = 0;
  bool stops ABSL_GUARDED_BY(mutex) = false;
};

void StreamThreads::State::Work() {
  const absl::MutexLock lock(&mutex);
  while (!stops) {
    if (!listens) Listen();
    FindDue();
    if (due.empty()) {
      if (listens) Rest();
      continue;
    }
    // Another goes on meanwhile: with what else is due, or waiting for the time.
    bell.Signal();
    // A stream may be removed before its turn returns.
    const std::function<void()> take_turn = streams.at(due.front()).take_turn;
    due.pop_front();
    mutex.Unlock();
    take_turn();
    mutex.Lock();
  }
}

void StreamThreads::State::Listen() {
  listens = true;
  head = log.head().position();
  const uint64_t position = head;
  // The log may call back at once.
  mutex.Unlock();
  const uint64_t given = log.NotifyBeyond(position, [self = shared_from_this()] {
    const absl::MutexLock lock(&self->mutex);
    self->listens = false;
    self->bell.Signal();
  });
  mutex.Lock();
  ticket = given;
}

void StreamThreads::State::FindDue() {
  while (!by_position.empty() && by_position.begin()->first < head) {
    const uint64_t id = by_position.begin()->second;
    MakeDue(id, streams.at(id));
  }
  const Time now = std::chrono::steady_clock::now();
  while (!by_time.empty() && by_time.begin()->first <= now) {
    const uint64_t id = by_time.begin()->second;
    MakeDue(id, streams.at(id));
  }
}

void StreamThreads::State::MakeDue(uint64_t id, Stream& stream) {
  if (std::exchange(stream.waits, false)) {
    by_position.erase({stream.position, id});
    by_time.erase({stream.time, id});
  }
  due.push_back(id);
}

void StreamThreads::State::Rest() {
  if (by_time.empty() || by_time.begin()->first == Time::max()) return bell.Wait(&mutex);
  const auto left = by_time.begin()->first - std::chrono::steady_clock::now();
  bell.WaitWithTimeout(&mutex, absl::FromChrono(left));
}

StreamThreads::StreamThreads(Log& log) : state_(std::make_shared<State>(log)) {
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), kMinThreads, kMaxThreads);
  for (unsigned i = 0; i < count; ++i) threads_.emplace_back([state = state_] { state->Work(); });
}

StreamThreads::~StreamThreads() {
  uint64_t ticket = 0;
  {
    const absl::MutexLock lock(&state_->mutex);
    state_->stops = true;
    state_->bell.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
  {
    const absl::MutexLock lock(&state_->mutex);
    ticket = state_->ticket;
  }
  state_->log.Forget(ticket);
}

uint64_t StreamThreads::Add(std::function<void()> take_turn) {
  const absl::MutexLock lock(&state_->mutex);
  const uint64_t id = ++state_->last_id;
  state_->streams[id].take_turn = std::move(take_turn);
  return id;
}

void StreamThreads::Remove(uint64_t stream) {
  const absl::MutexLock lock(&state_->mutex);
  state_->streams.erase(stream);
}

void StreamThreads::AskNow(uint64_t stream) {
  const absl::MutexLock lock(&state_->mutex);
  state_->MakeDue(stream, state_->streams.at(stream));
  state_->bell.Signal();
}

void StreamThreads::AskLater(uint64_t stream, uint64_t position, Time time) {
  const absl::MutexLock lock(&state_->mutex);
  State::Stream& waiting = state_->streams.at(stream);
  if (std::exchange(waiting.hurries, false) || position < state_->head) {
    state_->MakeDue(stream, waiting);
    state_->bell.Signal();
    return;
  }
  waiting.position = position;
  waiting.time = time;
  waiting.waits = true;
  state_->by_position.emplace(position, stream);
  const bool is_first = state_->by_time.empty() || time < state_->by_time.begin()->first;
  state_->by_time.emplace(time, stream);
  if (is_first) state_->bell.Signal();
}

void StreamThreads::Hurry(uint64_t stream) {
  const absl::MutexLock lock(&state_->mutex);
  const auto found = state_->streams.find(stream);
  if (found == state_->streams.end()) return;
  if (!found->second.waits) {
    found->second.hurries = true;
    return;
  }
  state_->MakeDue(stream, found->second);
  state_->bell.Signal();
}

}  // namespace tally
