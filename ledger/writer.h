// Writer: the one thread that changes the ledger.
//
// It takes the commands that wait, decides each on the state that those before it left, writes all
// of them in one synced batch, and then answers them. So throughput grows with load, and nothing is
// answered that is not durable.

#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/deciders/decider.h"
#include "ledger/folds.h"
#include "ledger/log/log.h"
#include "tally/v1/log.pb.h"

namespace tally {

// A command that waits to be decided, of any type.
class PendingCommand {
 public:
  virtual ~PendingCommand() = default;

  virtual const google::protobuf::Message& command() const = 0;
  virtual absl::string_view org_id() const = 0;
  virtual absl::string_view request_id() const = 0;
  virtual absl::string_view actor() const = 0;

  // Returns the events that the command leads to, and keeps the reply; or the refusal.
  virtual absl::StatusOr<std::vector<v1::Event>> DecideOn(const Books& books,
                                                          const Context& context) = 0;
  // Completes the reply with `receipt`, and returns it encoded.
  virtual std::string Complete(const v1::Receipt& receipt) = 0;

  // Exactly one of these is called, once.
  virtual void Answer(absl::string_view encoded_reply) = 0;
  virtual void Fail(absl::Status status) = 0;
};

// The org that a command is for.
template <class C>
absl::string_view OrgOf(const C& command) {
  if constexpr (requires { command.org_id(); }) {
    return command.org_id();
  } else {
    return command.org().org_id();
  }
}

template <Command C>
class TypedCommand final : public PendingCommand {
 public:
  using Reply = ReplyOf<C>;
  using Done = std::function<void(absl::StatusOr<Reply>)>;

  TypedCommand(C command, std::string actor, Done done)
      : command_(std::move(command)), actor_(std::move(actor)), done_(std::move(done)) {}

  const google::protobuf::Message& command() const override { return command_; }
  absl::string_view org_id() const override { return OrgOf(command_); }
  absl::string_view request_id() const override { return command_.request_id(); }
  absl::string_view actor() const override { return actor_; }

  absl::StatusOr<std::vector<v1::Event>> DecideOn(const Books& books,
                                                  const Context& context) override {
    Decision<Reply> decision = Decide(command_, books, context);
    if (!decision.ok()) return decision.status();
    reply_ = std::move(decision->reply);
    return std::move(decision->events);
  }

  std::string Complete(const v1::Receipt& receipt) override {
    if constexpr (std::same_as<Reply, v1::Receipt>) {
      reply_ = receipt;
    } else {
      *reply_.mutable_receipt() = receipt;
    }
    return reply_.SerializeAsString();
  }

  void Answer(absl::string_view encoded_reply) override {
    Reply reply;
    DecodeRow(encoded_reply, reply);
    done_(std::move(reply));
  }

  void Fail(absl::Status status) override { done_(std::move(status)); }

 private:
  const C command_;
  const std::string actor_;
  const Done done_;
  Reply reply_;
};

// Thread-safe.
class Writer {
 public:
  // `log` and `folds` must outlive the writer.
  Writer(Log& log, const Folds& folds, std::function<absl::Time()> clock);

  // Finishes the commands that were submitted before.
  ~Writer();

  // Takes a command, or fails it at once with RESOURCE_EXHAUSTED if too many wait.
  void Submit(std::unique_ptr<PendingCommand> command);

 private:
  using Group = std::vector<std::unique_ptr<PendingCommand>>;
  class Staging;

  void Run();
  void Process(const Group& group);

  Log& log_;
  const Folds& folds_;
  const std::function<absl::Time()> clock_;

  absl::Mutex mutex_;
  Group waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tally
