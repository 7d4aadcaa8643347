// DeliveryLine: what one consumer was sent, while the daemon runs, and has not finished.
//
// How far the consumer is and how often an event failed is durable; that an event is under way, and
// until when, is known here alone. After a restart all that waits is sent again.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "daemon/rpc/stream_threads.h"
#include "ledger/consumers/change.h"

namespace tally {

// Thread-safe.
class DeliveryLine {
 public:
  using Time = StreamThreads::Time;

  // An event that was sent, and for the how manieth time.
  struct Attempt {
    uint64_t position = 0;
    uint32_t attempt = 0;
  };

  // How a receiver stands.
  struct Standing {
    // Somebody else receives now.
    bool replaced = false;
    // The consumer was removed.
    bool removed = false;
    // Events whose time is over; the receiver says what is to become of them by Settle().
    std::vector<Attempt> expired;
    // The first event that is to be sent again; zero if there is none. What is read after this
    // tells how often it failed.
    uint64_t again = 0;
    // Events that are under way.
    size_t outstanding = 0;
    // When the next of them expires.
    Time next_expiry = Time::max();
  };

  // Positions between which the consumer wants nothing: after `from`, up to `to`.
  struct Gap {
    uint64_t from = 0;
    uint64_t to = 0;
  };

  // What a new receiver is told.
  struct Entry {
    // Its number.
    uint64_t receiver = 0;
    // What the one before was sent and has not finished.
    std::vector<Attempt> left;
  };

  // Lets a receiver take the place of the one before. `wake` is called when there is news for it.
  Entry Enter(std::function<void()> wake);
  // Lets a receiver go. What it was sent stays outstanding until another comes.
  void Leave(uint64_t receiver);

  Standing Look(uint64_t receiver, Time now);
  // Notes that an event is sent, again or for the first time; false, noting nothing, if somebody
  // else receives now.
  bool Send(uint64_t receiver, Attempt sent, Time deadline);
  // Notes that an event is to be sent again no more.
  void DropAgain(uint64_t receiver, uint64_t position);
  // Whether an event is under way, or is to be sent again.
  bool Has(uint64_t position) const;
  // Notes that it is durable what became of expired events; those that still wait are sent again.
  void Settle(const std::vector<Attempt>& expired);
  // Notes that it could not be made durable; they expire again at `time`.
  void Postpone(const std::vector<Attempt>& expired, Time time);
  // Notes what a receiver has looked at last, and wakes nobody.
  void Looked(uint64_t receiver, Gap gap);

  // Notes what became of an event, which is durable.
  void Apply(const ConsumerChange& change);
  void Wake();

  bool connected() const;
  size_t outstanding() const;
  // What was looked at last; nothing if nobody receives.
  std::optional<Gap> gap() const;

 private:
  struct Sent {
    uint32_t attempt = 0;
    Time deadline;
    // It is being made durable that this expired.
    bool settling = false;
  };

  bool IsCurrent(uint64_t receiver) const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return connected_ && receiver == receiver_;
  }

  mutable absl::Mutex mutex_;
  uint64_t receiver_ ABSL_GUARDED_BY(mutex_) = 0;
  bool connected_ ABSL_GUARDED_BY(mutex_) = false;
  bool removed_ ABSL_GUARDED_BY(mutex_) = false;
  // Called with the lock, so that it is not called after Leave().
  std::function<void()> wake_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, Sent> outstanding_ ABSL_GUARDED_BY(mutex_);
  std::set<uint64_t> again_ ABSL_GUARDED_BY(mutex_);
  std::optional<Gap> gap_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tally
