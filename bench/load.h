// Load: clients that send commands to a ledger.

#pragma once

#include <memory>
#include <semaphore>
#include <string>
#include <utility>
#include <vector>

#include "bench/must.h"
#include "ledger/ledger.h"

namespace tally {

inline constexpr char kActor[] = "bench";

// Sends `commands`, and always has `in_flight` of them under way, as so many clients would who each
// wait for an answer before they send the next command. Returns when all are answered.
template <Command C>
void SendAll(Ledger& ledger, std::vector<C> commands, ptrdiff_t in_flight) {
  // Shared, because an answer may still hold it when it has been counted.
  const auto idle = std::make_shared<std::counting_semaphore<>>(in_flight);
  for (C& command : commands) {
    idle->acquire();
    ledger.Submit<C>(std::move(command), kActor, [idle](absl::StatusOr<ReplyOf<C>> reply) {
      Must(reply.status());
      idle->release();
    });
  }
  for (ptrdiff_t i = 0; i < in_flight; ++i) idle->acquire();
}

// How many are in flight where only the result matters.
inline constexpr ptrdiff_t kInFlightToPrepare = 1'000;

// The `turn`th of `turns` parts of `all`, which may differ by one in size.
template <class T>
std::vector<T> PartOf(const std::vector<T>& all, size_t turn, size_t turns) {
  const auto at = [&](size_t i) {
    return all.begin() + static_cast<ptrdiff_t>(all.size() * i / turns);
  };
  return {at(turn), at(turn + 1)};
}

}  // namespace tally
