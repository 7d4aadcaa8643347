// Repeat: decides a command again, as the writer did.

#pragma once

#include <concepts>
#include <utility>

#include "ledger/audit/decided_again.h"
#include "tally/v1/receipt.pb.h"

namespace tally {

// What the writer tells of where events stand.
v1::Receipt ReceiptOf(const v1::Commit& commit);

// Decides `command` on `books`, with the request id and all else that `decided` says.
template <Command C>
DecidedAgain Repeat(C command, const DecidedCommit& decided, const Books& books) {
  command.set_request_id(decided.commit.request_id());
  Decision<ReplyOf<C>> decision = Decide(command, books, decided.context);
  if (!decision.ok()) {
    return {.command = C::descriptor()->full_name(), .events = decision.status(), .reply = ""};
  }
  if constexpr (std::same_as<ReplyOf<C>, v1::Receipt>) {
    decision->reply = ReceiptOf(decided.commit);
  } else {
    *decision->reply.mutable_receipt() = ReceiptOf(decided.commit);
  }
  return {.command = C::descriptor()->full_name(),
          .events = std::move(decision->events),
          .reply = decision->reply.SerializeAsString()};
}

}  // namespace tally
