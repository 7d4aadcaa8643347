// History: what clients asked at the same time and were answered, held against the model.
//
// The log says in which order the accepted commands happened: they are replayed in it, each on the
// state that those before it left. So each must be one that the model accepts there, and not before
// it was sent. A refusal has no place in the log: it must be explained by a state between what the
// client knew when it sent the command and where the log stood after the answer. The same request
// id has the same outcome for ever.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/command.h"
#include "model/divergence.h"
#include "model/state.h"
#include "system/support/client.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

// A command that was answered.
struct Operation {
  Command command;
  // Position of an event that was recorded before it was sent, and of one that was the last at some
  // time after the answer.
  uint64_t floor = 0;
  uint64_t ceiling = 0;
  RawOutcome outcome;
  // How often it was sent until there was an answer.
  int attempts = 0;
};

class History {
 public:
  History();

  // Takes what happened since the last time, after which nothing was under way: the operations,
  // and all events behind those that were taken before.
  std::optional<Divergence> Add(const std::vector<Operation>& operations,
                                const std::vector<v1::RecordedEvent>& events);

  // What the model knows now, and may still learn.
  State& now() { return states_.rbegin()->second; }
  const State& now() const { return states_.rbegin()->second; }
  // After each commit, by the position of its last event.
  const std::map<uint64_t, State>& states() const { return states_; }

 private:
  struct Commit;
  // What a request id was answered for ever.
  struct Stored {
    std::string request;
    RawOutcome outcome;
  };

  std::optional<Divergence> AddCommit(const Commit& commit,
                                      const std::vector<Operation>& operations);
  std::optional<Divergence> CheckAccepted(const Operation& operation);
  std::optional<Divergence> CheckUnchanged(const Operation& operation, uint64_t position,
                                           absl::Time time);
  std::optional<Divergence> CheckRefused(const Operation& operation, v1::Reason reason);
  // Whether the id of `operation` has an outcome, and if so whether it is this one.
  std::optional<Divergence> CheckStored(const Operation& operation, bool& is_stored) const;
  void Store(const Operation& operation);

  std::map<uint64_t, State> states_;
  // By org and request id.
  std::map<std::pair<std::string, std::string>, Stored> stored_;
};

// The receipt in the reply to `command`.
v1::Receipt ReceiptOf(const Command& command, const RawOutcome& outcome);

}  // namespace tally
