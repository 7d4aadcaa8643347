// Story: what a seed decides: what clients send in which rounds, and when the daemon is killed.

#pragma once

#include <cstdint>
#include <vector>

#include "model/run.h"

namespace tally {

// One client, one command after the other; days pass.
std::vector<Round> StoryOfOne(uint64_t seed, int commands);

// Several clients at once; the daemon is killed in one round of three.
std::vector<Round> StoryOfMany(uint64_t seed, int rounds);

// The commands one after the other, whoever sent them.
std::vector<Round> OneByOne(const std::vector<Command>& commands);

}  // namespace tally
