// Check: plays the story of a seed, and tells of a divergence by the shortest sequence that still
// leads to it.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "model/run.h"

namespace tally {

enum class Clients {
  // One client and a daemon in this process, whose clock is set.
  kOne,
  // Several clients at once, and the program, which is killed now and then.
  kMany,
};

struct CheckOptions {
  // Of one client, after the prologue.
  int commands = 60;
  // Of several.
  int rounds = 12;
};

// Returns what is not as the model says, with the seed and what to send; empty if there is nothing.
// Adds what happened to `totals`.
std::string CheckSeed(uint64_t seed, Clients clients, const CheckOptions& options,
                      ModelTotals& totals);

}  // namespace tally
