// Step: a command of whatever type, which can be sent again.

#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "tally/v1/receipt.pb.h"

namespace tally {

// What a command was answered.
struct Answer {
  absl::Status status;
  // Encoded; empty if it failed.
  std::string reply;
  v1::Receipt receipt;
};

struct Step {
  std::string request_id;
  // The command, as a person reads it.
  std::string text;
  // Submits it; what is given is called with the answer.
  std::function<void(Ledger&, std::function<void(Answer)>)> send;
};

inline const v1::Receipt& ReceiptIn(const v1::Receipt& receipt) { return receipt; }
template <class Reply>
const v1::Receipt& ReceiptIn(const Reply& reply) {
  return reply.receipt();
}

template <Command C>
Step StepOf(C command) {
  Step step;
  step.request_id = command.request_id();
  step.text = C::descriptor()->name() + " " + command.ShortDebugString();
  step.send = [command = std::move(command)](Ledger& ledger, std::function<void(Answer)> done) {
    ledger.Submit<C>(command, "ann", [done](const absl::StatusOr<ReplyOf<C>>& reply) {
      if (!reply.ok()) return done({.status = reply.status(), .reply = {}, .receipt = {}});
      done({.status = absl::OkStatus(),
            .reply = reply->SerializeAsString(),
            .receipt = ReceiptIn(*reply)});
    });
  };
  return step;
}

}  // namespace tally
