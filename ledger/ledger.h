// Ledger: decide, append, evolve. Every change to the system is one call here.
//
//   auto ledger = Ledger::Open(directory, projections, clock);
//   (*ledger)->Submit(command, actor, [](absl::StatusOr<v1::Receipt> receipt) { ... });
//   View view = (*ledger)->Read();
//
// A command is answered when its events are durable, and a view made after the answer shows them.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "ledger/writer.h"
#include "tally/v1/as_of.pb.h"

namespace tally {

using Clock = std::function<absl::Time()>;

// Everything at one position of the log.
class View {
 public:
  // Everything in `snapshot`, as it was right after the event at `as_of`.
  View(std::unique_ptr<Snapshot> snapshot, const Folds& folds, uint64_t as_of = kNow);

  const Books& books() const { return books_; }
  // Position of the last event that is seen here.
  uint64_t position() const { return position_; }
  // The rows of a projection or another fold; the view must outlive them.
  std::unique_ptr<Store> RowsOf(absl::string_view fold) const;
  Snapshot& snapshot() const { return *snapshot_; }

 private:
  std::unique_ptr<Snapshot> snapshot_;
  const Folds* folds_;
  uint64_t position_;
  std::unique_ptr<Store> rows_;
  Books books_;
};

// Thread-safe.
class Ledger {
 public:
  // Opens the ledger in `directory`, which is made if it does not exist. Rebuilds what was derived
  // by another version of the code. Fails as OpenLog() and Folds::Open() do.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& directory,
                                                      std::vector<Fold> projections, Clock clock,
                                                      const LogOptions& options = {});

  // Finishes the commands that were submitted before.
  ~Ledger();

  // Decides `command` for `origin`, and calls `done` when the outcome is durable: with the reply, a
  // refusal, UNAVAILABLE if it is not known whether it is durable, or RESOURCE_EXHAUSTED if too
  // many commands wait. The outcome of a request id is the same for ever.
  //
  // What `origin` acknowledges is acknowledged in the same step, if the command is accepted. It is
  // refused, as a whole and without a lasting outcome, if that event does not wait for the
  // consumer: CONSUMER_NOT_FOUND, EVENT_NOT_WAITING.
  template <Command C>
  void Submit(C command, Origin origin, std::function<void(absl::StatusOr<ReplyOf<C>>)> done) {
    writer_->Submit(
        std::make_unique<TypedCommand<C>>(std::move(command), std::move(origin), std::move(done)));
  }
  template <Command C>
  void Submit(C command, std::string actor, std::function<void(absl::StatusOr<ReplyOf<C>>)> done) {
    Submit<C>(std::move(command), Origin{std::move(actor)}, std::move(done));
  }

  // The same, and waits for it.
  template <Command C>
  absl::StatusOr<ReplyOf<C>> Execute(C command, Origin origin) {
    absl::Notification done;
    absl::StatusOr<ReplyOf<C>> outcome;
    Submit<C>(std::move(command), std::move(origin), [&](absl::StatusOr<ReplyOf<C>> decided) {
      outcome = std::move(decided);
      done.Notify();
    });
    done.WaitForNotification();
    return outcome;
  }
  template <Command C>
  absl::StatusOr<ReplyOf<C>> Execute(C command, std::string actor) {
    return Execute<C>(std::move(command), Origin{std::move(actor)});
  }

  // Changes how far a consumer is by `apply`, and calls `done` when that is durable: with what
  // `apply` returned, ORG_NOT_FOUND or CONSUMER_NOT_FOUND, or as Submit() does.
  template <class Reply>
  void Advance(std::string org_id, std::string consumer_id,
               typename TypedProgress<Reply>::Apply apply,
               typename TypedProgress<Reply>::Done done) {
    writer_->Submit(std::make_unique<TypedProgress<Reply>>(
        std::move(org_id), std::move(consumer_id), std::move(apply), std::move(done)));
  }

  // Calls `watch` with what changes for consumers, when it is durable and before anybody is
  // answered; in place of the one before.
  void WatchConsumers(ConsumerWatch watch) { writer_->WatchConsumers(std::move(watch)); }

  // Keeps news for the access log, and calls `done` when they are durable, or with what Submit()
  // fails with.
  void KeepAccess(AccessNews news, std::function<void(const absl::Status&)> done) {
    writer_->Submit(std::make_unique<PendingAccessNews>(std::move(news), std::move(done)));
  }

  // Takes a refusal of a command that was never submitted, to be kept soon among the refusals of
  // its org; see refusals.h. False if too many wait, and it was dropped.
  bool Note(RefusedCommand refused) { return writer_->Note(std::move(refused)); }
  // Rings when refusals were kept.
  Bell& refusal_bell() { return writer_->refusal_bell(); }

  // Everything as it is now.
  View Read() const { return View(log_->NewSnapshot(), folds_); }
  // Everything as it was then. AS_OF_NOT_REACHED if the ledger was never there.
  absl::StatusOr<View> ReadAsOf(const v1::AsOf& as_of) const;
  // The same as of when `query` asks for, which is now if it does not say.
  template <class Query>
  absl::StatusOr<View> ReadFor(const Query& query) const {
    if (query.has_as_of()) return ReadAsOf(query.as_of());
    return Read();
  }

  // Makes books and projections again from the log. No command may be submitted meanwhile.
  absl::StatusOr<std::vector<Rebuilt>> Rebuild() { return folds_.Rebuild(); }

  Log& log() { return *log_; }
  absl::Time Now() const { return clock_(); }

 private:
  Ledger(std::unique_ptr<Log> log, Folds folds, Clock clock);

  const Clock clock_;
  const std::unique_ptr<Log> log_;
  Folds folds_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace tally
