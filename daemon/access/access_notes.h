// AccessNotes: what happens at the front door, on its way into the access log.
//
// Nobody waits for it: notes are gathered, what repeats itself within a minute is counted, and they
// are written together, once a second at most. What one source can add in a minute is bounded, and
// so is what is gathered in all; what is beyond is left out.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <thread>
#include <tuple>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "daemon/access/caller.h"
#include "ledger/access_log.h"
#include "ledger/ledger.h"

namespace tally {

// Thread-safe.
class AccessNotes {
 public:
  // Different notes of one source, an actor or an address, that are gathered within a minute.
  static constexpr size_t kMaxOfSource = 20;
  // Notes of all sources that are gathered within a minute.
  static constexpr size_t kMaxNotes = 2'000;
  // Sign-ins that are remembered, so that only the first of an hour is noted.
  static constexpr size_t kMaxSignIns = 10'000;

  explicit AccessNotes(Ledger& ledger);
  // Writes what was gathered.
  ~AccessNotes();

  // Somebody proved who they are, and calls `method`.
  void SignedIn(const Caller& caller, const std::string& method);
  // Somebody at `address` did not.
  void SignInRefused(const std::string& address, const std::string& method,
                     const absl::Status& status);
  // `caller` may not call `method` about `org_id`.
  void NotPermitted(const Caller& caller, const std::string& method, const std::string& org_id,
                    const absl::Status& status);
  // `caller` has called `method` about `org_id`. Noted if it changes access, takes much out, or
  // uses a key.
  void Done(const Caller& caller, const std::string& method, const std::string& org_id);

  // Writes what was gathered so far, and waits for it.
  void Flush();

 private:
  // Kind, actor, token, address, method, org and reason.
  using Key = std::tuple<int, std::string, std::string, std::string, std::string, std::string, int>;
  struct Open {
    AccessNews::Note note;
    // Whether it has changed since it was written.
    bool changed = true;
  };

  void Add(std::set<std::string> org_ids, v1::AccessRecord record)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Forgets the notes of which nothing is counted any more.
  void CloseOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsFirstOfHour(const Caller& caller, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  AccessNews TakeChanged() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();

  Ledger& ledger_;

  absl::Mutex mutex_;
  std::map<Key, Open> open_ ABSL_GUARDED_BY(mutex_);
  // Number of open notes by source.
  std::map<std::string, size_t> by_source_ ABSL_GUARDED_BY(mutex_);
  // Until when sign-ins are not noted again, by who and from where.
  std::map<std::string, absl::Time> signed_in_ ABSL_GUARDED_BY(mutex_);
  // The minute of the last use that is known of tokens, by org, principal and token.
  std::map<std::tuple<std::string, std::string, std::string>, absl::Time> used_
      ABSL_GUARDED_BY(mutex_);
  AccessNews news_ ABSL_GUARDED_BY(mutex_);
  // When the last note happened.
  absl::Time last_ ABSL_GUARDED_BY(mutex_) = absl::UnixEpoch();
  // When old notes are looked for the next time.
  absl::Time close_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tally
