// Locks: tells ThreadSanitizer what Debian's Abseil, which is not instrumented, does with its
// locks.
//
// These are Abseil's own functions, which the linker finds here before it looks in the library:
// each calls the one in the library and says who waited for whom. gRPC takes the same locks, so
// what it hands from thread to thread is seen as well. Only the preset `tsan` has this file.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

namespace absl {
ABSL_NAMESPACE_BEGIN
namespace {

// Returns the library's own function.
template <class Function>
Function* InLibrary(const char* symbol) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, symbol));
}

// The lock that this thread works on, while it is in the library: conditions of those that wait for
// it are evaluated there, by whoever holds it.
thread_local Mutex* held = nullptr;

// Of what the library does with a lock that is given away meanwhile or at the end.
class Handover {
 public:
  explicit Handover(Mutex* mutex) : before_(held) {
    held = mutex;
    __tsan_release(mutex);
  }
  ~Handover() { held = before_; }

 private:
  Mutex* const before_;
};

}  // namespace

void Mutex::Lock() {
  static auto* const lock = InLibrary<void(Mutex*)>("_ZN4absl7debian35Mutex4LockEv");
  lock(this);
  __tsan_acquire(this);
}

bool Mutex::TryLock() {
  static auto* const try_lock = InLibrary<bool(Mutex*)>("_ZN4absl7debian35Mutex7TryLockEv");
  const bool is_locked = try_lock(this);
  if (is_locked) __tsan_acquire(this);
  return is_locked;
}

void Mutex::Unlock() {
  static auto* const unlock = InLibrary<void(Mutex*)>("_ZN4absl7debian35Mutex6UnlockEv");
  const Handover handover(this);
  unlock(this);
}

void Mutex::LockWhen(const Condition& condition) {
  static auto* const lock_when = InLibrary<void(Mutex*, const Condition&)>(
      "_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE");
  const Handover handover(this);
  lock_when(this, condition);
  __tsan_acquire(this);
}

void Mutex::Await(const Condition& condition) {
  static auto* const await =
      InLibrary<void(Mutex*, const Condition&)>("_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
  const Handover handover(this);
  await(this, condition);
  __tsan_acquire(this);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static auto* const await = InLibrary<bool(Mutex*, const Condition&, Duration)>(
      "_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  const Handover handover(this);
  const bool is_true = await(this, condition, timeout);
  __tsan_acquire(this);
  return is_true;
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static auto* const await = InLibrary<bool(Mutex*, const Condition&, Time)>(
      "_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  const Handover handover(this);
  const bool is_true = await(this, condition, deadline);
  __tsan_acquire(this);
  return is_true;
}

bool Condition::Eval() const {
  static auto* const eval = InLibrary<bool(const Condition*)>("_ZNK4absl7debian39Condition4EvalEv");
  Mutex* const mutex = held;
  if (mutex != nullptr) __tsan_acquire(mutex);
  const bool is_true = eval(this);
  if (mutex != nullptr) __tsan_release(mutex);
  return is_true;
}

void CondVar::Wait(Mutex* mutex) {
  static auto* const wait =
      InLibrary<void(CondVar*, Mutex*)>("_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE");
  const Handover handover(mutex);
  wait(this, mutex);
  __tsan_acquire(mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static auto* const wait = InLibrary<bool(CondVar*, Mutex*, Duration)>(
      "_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  const Handover handover(mutex);
  const bool is_late = wait(this, mutex, timeout);
  __tsan_acquire(mutex);
  return is_late;
}

void Notification::Notify() {
  static auto* const notify =
      InLibrary<void(Notification*)>("_ZN4absl7debian312Notification6NotifyEv");
  __tsan_release(this);
  notify(this);
}

void Notification::WaitForNotification() const {
  static auto* const wait = InLibrary<void(const Notification*)>(
      "_ZNK4absl7debian312Notification19WaitForNotificationEv");
  wait(this);
  __tsan_acquire(const_cast<Notification*>(this));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static auto* const wait = InLibrary<bool(const Notification*, Duration)>(
      "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
  const bool is_notified = wait(this, timeout);
  if (is_notified) __tsan_acquire(const_cast<Notification*>(this));
  return is_notified;
}

bool BlockingCounter::DecrementCount() {
  static auto* const decrement =
      InLibrary<bool(BlockingCounter*)>("_ZN4absl7debian315BlockingCounter14DecrementCountEv");
  __tsan_release(this);
  return decrement(this);
}

void BlockingCounter::Wait() {
  static auto* const wait =
      InLibrary<void(BlockingCounter*)>("_ZN4absl7debian315BlockingCounter4WaitEv");
  wait(this);
  __tsan_acquire(this);
}

ABSL_NAMESPACE_END
}  // namespace absl
