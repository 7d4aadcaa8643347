// Decider: one pure function per command, and together the business rules.
//
//   Decide(command, books, context) -> events and a reply | refusal
//
// A decider reads its arguments and nothing else: no clock, no storage but the books, no
// randomness. It refuses first, in the order in which a caller would fix things, and emits last.

#pragma once

#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/books/books.h"
#include "ledger/events/wrap.h"
#include "tally/v1/event.pb.h"
#include "tally/v1/receipt.pb.h"

namespace tally {

// What a decider may know besides the command and the books.
struct Context {
  // When the command is decided; recorded with its events.
  absl::Time now;
  // Who sent it.
  std::string actor;
  // Position of the last event that the books know of.
  uint64_t position = 0;
};

// What happens, and what the caller is answered. The ledger fills in the receipt.
template <class Reply>
struct Outcome {
  std::vector<v1::Event> events;
  Reply reply;
};

template <class Reply = v1::Receipt>
using Decision = absl::StatusOr<Outcome<Reply>>;

template <class Decision>
struct DecisionTraits;
template <class R>
struct DecisionTraits<Decision<R>> {
  using Reply = R;
};

// A message that some decider decides.
template <class Message>
concept Command = requires(const Message& command, const Books& books, const Context& context) {
  typename DecisionTraits<decltype(Decide(command, books, context))>::Reply;
};

// What a command is answered.
template <class C>
using ReplyOf =
    typename DecisionTraits<decltype(Decide(std::declval<const C&>(), std::declval<const Books&>(),
                                            std::declval<const Context&>()))>::Reply;

// Returns the decision that these events happened, in this order; with none, that nothing changed.
template <class... Bodies>
Decision<> Emit(Bodies... bodies) {
  Outcome<v1::Receipt> outcome;
  outcome.events.reserve(sizeof...(bodies));
  (outcome.events.push_back(Wrap(std::move(bodies))), ...);
  return outcome;
}

}  // namespace tally
