// DecidedAgain: what a recorded command comes to when the ledger's own deciders decide it again, on
// books as they stood right before it.
//
// Commands are not in the log, but their events say what was asked. Where they do not say all of
// it, what the events say is taken as asked, and the rest is derived.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

// What a commit recorded.
struct DecidedCommit {
  const v1::Commit& commit;
  std::vector<v1::RecordedEvent> events;
  // What its decider knew beside the books.
  Context context;
};

struct DecidedAgain {
  // Full name of the command.
  std::string command;
  // What it leads to, or why it is refused.
  absl::StatusOr<std::vector<v1::Event>> events;
  // The reply, encoded, if the events are those that are recorded.
  std::string reply;
};

// Returns nothing if `decided` is not about drafts, invoices, quotes or runs.
std::optional<DecidedAgain> DecideAgain(const DecidedCommit& decided, const Books& books);

}  // namespace tally
