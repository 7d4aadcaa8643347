// Run: clients that send what a seed makes up to one daemon, and the model beside it.
//
//   ModelRun run(WorldOfProgram());
//   for (const Round& round : RoundsOf(7, {})) divergence = run.Play(round);

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/command.h"
#include "model/divergence.h"
#include "model/history.h"
#include "model/world.h"
#include "system/support/client.h"

namespace tally {

// What happened in runs.
struct ModelTotals {
  uint64_t seeds = 0;
  uint64_t accepted = 0;
  uint64_t unchanged = 0;
  uint64_t refused = 0;
  uint64_t malformed = 0;
  uint64_t kills = 0;
  // Commands whose first call broke, and which were asked again.
  uint64_t asked_again = 0;
  uint64_t events = 0;
  // Comparisons of all that is seen, and those of them as of an earlier position.
  uint64_t compared = 0;
  uint64_t compared_as_of = 0;
  // By type, how often one was accepted and refused.
  std::map<std::string, std::pair<uint64_t, uint64_t>> by_type;

  void Add(const ModelTotals& other);
  // As a person reads it, in lines.
  std::string Text() const;
};

// Commands that are sent at the same time, by client. With one client, one after the other.
struct Round {
  std::vector<std::vector<Command>> by_client;
  // The daemon is killed when so many commands of the round were answered; never if negative.
  int kill_after = -1;
};

class ModelRun {
 public:
  explicit ModelRun(std::unique_ptr<World> world);
  ~ModelRun();

  // Plays one round, and compares the answers and the log with the model.
  std::optional<Divergence> Play(const Round& round);

  // Compares all that is seen now, and as of the position of an earlier commit, chosen by `chance`.
  std::optional<Divergence> Compare(uint64_t chance);

  const ModelTotals& totals() const { return totals_; }
  // All that was sent, as it was made up, in the order in which it took effect.
  const std::vector<Command>& sent() const { return sent_; }

 private:
  Command Resolve(const Command& command);
  std::vector<Operation> Send(const Round& round);
  Operation SendOne(const Client& client, const Command& command);
  void AwaitRuns(const std::vector<Operation>& operations) const;
  std::vector<v1::RecordedEvent> NewEvents() const;
  void Count(const Operation& operation);

  const std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Client>> clients_;
  History history_;
  ModelTotals totals_;
  std::vector<Command> sent_;
  // What was sent for each command that was made up, by its request.
  std::map<const google::protobuf::Message*, Command> resolved_;
};

}  // namespace tally
