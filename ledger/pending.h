// Pending work: what waits for the writer. Commands, which make events, and changes to the progress
// of consumers, which make none.

#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/access_log.h"
#include "ledger/consumers/acknowledgement.h"
#include "ledger/consumers/progress.h"
#include "ledger/deciders/decider.h"

namespace tally {

class Staging;

class PendingWork {
 public:
  // Told the encoded reply, or why there is none.
  using Done = std::function<void(absl::StatusOr<std::string>)>;

  explicit PendingWork(Done done) : done_(std::move(done)) {}
  virtual ~PendingWork() = default;

  // The org whose turn it takes; empty for the daemon itself.
  virtual absl::string_view queue() const = 0;

  // Adds to `staging` what this writes. Returns its outcome, for when the group is durable.
  virtual absl::StatusOr<std::string> StageIn(Staging& staging, absl::Time now) = 0;

  // Called once, when nothing can change the outcome.
  void Finish(absl::StatusOr<std::string> outcome) { done_(std::move(outcome)); }

 private:
  const Done done_;
};

// Tells `done` the reply that is encoded.
template <class Reply>
PendingWork::Done Decoding(std::function<void(absl::StatusOr<Reply>)> done) {
  return [done = std::move(done)](absl::StatusOr<std::string> encoded) {
    if (!encoded.ok()) return done(std::move(encoded).status());
    Reply reply;
    DecodeRow(*encoded, reply);
    done(std::move(reply));
  };
}

// A command that waits to be decided, of any type.
class PendingCommand : public PendingWork {
 public:
  using PendingWork::PendingWork;

  absl::StatusOr<std::string> StageIn(Staging& staging, absl::Time now) override;

  absl::string_view queue() const override { return org_id(); }

  virtual const google::protobuf::Message& command() const = 0;
  virtual absl::string_view org_id() const = 0;
  virtual absl::string_view request_id() const = 0;
  virtual absl::string_view actor() const = 0;
  // What is acknowledged in the same step.
  virtual const std::optional<Acknowledgement>& acknowledgement() const = 0;

  // Returns the events that the command leads to, and keeps the reply; or the refusal.
  virtual absl::StatusOr<std::vector<v1::Event>> DecideOn(const Books& books,
                                                          const Context& context) = 0;
  // Completes the reply with `receipt`, and returns it encoded.
  virtual std::string Complete(const v1::Receipt& receipt) = 0;
};

// Who sends a command, and what it says beside it.
struct Origin {
  std::string actor;
  std::optional<Acknowledgement> acknowledgement = {};
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

  TypedCommand(C command, Origin origin, Done done)
      : PendingCommand(Decoding<Reply>(std::move(done))),
        command_(std::move(command)),
        origin_(std::move(origin)) {}

  const google::protobuf::Message& command() const override { return command_; }
  absl::string_view org_id() const override { return OrgOf(command_); }
  absl::string_view request_id() const override { return command_.request_id(); }
  absl::string_view actor() const override { return origin_.actor; }
  const std::optional<Acknowledgement>& acknowledgement() const override {
    return origin_.acknowledgement;
  }

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

 private:
  const C command_;
  const Origin origin_;
  Reply reply_;
};

// A change to the progress of a consumer, of any kind.
class PendingProgress : public PendingWork {
 public:
  PendingProgress(std::string org_id, std::string consumer_id, Done done)
      : PendingWork(std::move(done)),
        org_id_(std::move(org_id)),
        consumer_id_(std::move(consumer_id)) {}

  absl::string_view queue() const override { return org_id_; }
  absl::StatusOr<std::string> StageIn(Staging& staging, absl::Time now) override;

 protected:
  // Changes and saves it, and returns the encoded reply; or saves nothing.
  virtual absl::StatusOr<std::string> Change(Progress& progress, absl::Time now) = 0;

 private:
  const std::string org_id_;
  const std::string consumer_id_;
};

// Something for the access log, told `done` when it is durable.
class PendingAccessNews final : public PendingWork {
 public:
  PendingAccessNews(AccessNews news, std::function<void(const absl::Status&)> done)
      : PendingWork([done = std::move(done)](const absl::StatusOr<std::string>& outcome) {
          done(outcome.status());
        }),
        news_(std::move(news)) {}

  absl::string_view queue() const override { return ""; }
  absl::StatusOr<std::string> StageIn(Staging& staging, absl::Time now) override;

 private:
  const AccessNews news_;
};

template <class Reply>
class TypedProgress final : public PendingProgress {
 public:
  // Changes and saves the progress, and returns the reply; or saves nothing, and returns why.
  using Apply = std::function<absl::StatusOr<Reply>(Progress&, absl::Time now)>;
  using Done = std::function<void(absl::StatusOr<Reply>)>;

  TypedProgress(std::string org_id, std::string consumer_id, Apply apply, Done done)
      : PendingProgress(std::move(org_id), std::move(consumer_id),
                        Decoding<Reply>(std::move(done))),
        apply_(std::move(apply)) {}

 protected:
  absl::StatusOr<std::string> Change(Progress& progress, absl::Time now) override {
    const absl::StatusOr<Reply> reply = apply_(progress, now);
    if (!reply.ok()) return reply.status();
    return reply->SerializeAsString();
  }

 private:
  const Apply apply_;
};

}  // namespace tally
