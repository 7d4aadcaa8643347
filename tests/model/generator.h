// Generator: commands that a seed makes up, of every type of the contract.
//
// What they name comes from small pools, so that they collide, and most of it may be missing. Some
// are not as the contract wants them, some repeat a request id, with the same body or another, and
// some carry an etag that is stale.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/command.h"
#include "simulation/chance.h"

namespace tally {

class Generator {
 public:
  explicit Generator(uint64_t seed) : chance_(seed) {}

  // What a provider starts with: an org, and what it bills to whom.
  std::vector<Command> Prologue();

  // Any command. With `days` now and then some days pass in its place.
  Command Next(bool days);

  // Full names of the commands that it makes.
  static std::vector<std::string> Types();

 private:
  std::string AnyOrg();
  Command Make(const std::string& type, const std::string& text, const std::string& org_id);
  Command Spoiled(Command command);
  Command Repeated();

  Chance chance_;
  uint64_t last_request_ = 0;
  // Those made so far.
  std::vector<Command> made_;
};

}  // namespace tally
