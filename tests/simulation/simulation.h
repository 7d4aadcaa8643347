// Simulation: a ledger that lives through power cuts and failing disks, as one seed decides.
//
//   Simulation simulation(7, {});
//   absl::Status status = simulation.Run();      // what broke, or OK
//
// A story of a service provider is told to a real ledger on a simulated disk. Each life of the
// ledger ends in a power cut, a kill or a clean close, at any operation on the disk, also while it
// starts or closes; in some lives the disk fails first. After each, what was acknowledged must be
// there, what was not must be there whole or not at all, and everything derived must be what a
// fresh fold makes.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "simulation/business.h"
#include "simulation/chance.h"
#include "simulation/expectation.h"
#include "simulation/seeded_salts.h"
#include "simulation/simulated_disk.h"
#include "simulation/simulated_machine.h"
#include "simulation/step.h"
#include "simulation/trace.h"

namespace tally {

struct SimulationOptions {
  // Lives of the ledger.
  uint64_t lives = 30;
  // Whether the disk only says that it syncs. Then the simulation must fail.
  bool syncs_are_lies = false;
  // Whether the files of the ledger are encrypted.
  bool encrypts = false;
};

// What happened in simulations.
struct Totals {
  uint64_t seeds = 0;
  // Ends of lives.
  uint64_t power_cuts = 0;
  uint64_t kills = 0;
  uint64_t closes = 0;
  // Starts that a fault ended.
  uint64_t failed_starts = 0;
  // Answers, and commands whose answer nobody got: found recorded after a start, or not.
  uint64_t accepted = 0;
  uint64_t refused = 0;
  uint64_t found_recorded = 0;
  uint64_t found_lost = 0;
  // Answers that were asked for again.
  uint64_t asked_again = 0;
  std::map<Fault, uint64_t> faults;
  Damage damage;

  void Add(const Totals& other);
  // As a person reads it, in lines.
  std::string Text() const;
};

class Simulation {
 public:
  Simulation(uint64_t seed, SimulationOptions options);
  ~Simulation();

  // Lives all lives. Returns the first thing that is not as it must be.
  absl::Status Run();

  const Totals& totals() const { return totals_; }
  // Of all that was written and answered. The same for each run of a seed.
  uint64_t trace_hash() const;

 private:
  struct Answered {
    Step step;
    Answer answer;
  };
  // Commands that were written together, or would have been.
  using Group = std::vector<Step>;

  absl::Status Live();
  void OrderAnyFault();
  // Starts the ledger, again and again until no fault ends the start.
  absl::Status Start();
  // Checks what is there after a start, and asks again what nobody was answered.
  absl::Status CheckStart();
  absl::Status AskAgain(const Group& group, const std::set<std::string>& found);
  // Does business for a while, or until the ledger takes no more commands.
  absl::Status Work();
  // Sends what comes next, one command or several. False if not all were answered.
  absl::StatusOr<bool> DoNext();
  // Sends commands so that the first is written alone and the others together.
  std::vector<Answer> Send(const std::vector<Step>& steps);
  // Takes note of an answer. False if there is none, because the disk has failed.
  absl::StatusOr<bool> Take(const Step& step, const Answer& answer);
  // Takes the records behind those that are expected, and returns the request ids in them. They
  // must be of `steps`, in that order.
  absl::StatusOr<std::set<std::string>> TakeRecords(const std::vector<Step>& steps);
  // Checks that a ledger whose disk has failed is still read, and takes no command.
  absl::Status CheckReads();
  absl::Status CheckSameAnswer(const Answered& answered);
  // Ends the life of the ledger, in one of three ways.
  void End();
  void CloseLedger();
  // Starts the disk with what is left of it.
  void StartDisk(bool power_was_cut);

  const SimulationOptions options_;
  Chance chance_;
  Trace trace_;
  Totals totals_;
  const SeededSalts salts_;
  const std::shared_ptr<SimulatedDisk> disk_;
  SimulatedMachine machine_;
  Business business_;
  Expectation expected_;
  std::unique_ptr<Ledger> ledger_;

  std::optional<Fault> ordered_;
  std::vector<Answered> answered_;
  // Commands whose answers nobody got, in the order of sending.
  std::vector<Group> in_doubt_;
};

}  // namespace tally
