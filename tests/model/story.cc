#include "model/story.h"

#include <algorithm>

#include "model/generator.h"

namespace tally {
namespace {

constexpr size_t kClients = 4;

}  // namespace

std::vector<Round> OneByOne(const std::vector<Command>& commands) {
  std::vector<Round> rounds;
  for (const Command& command : commands) rounds.push_back({.by_client = {{command}}});
  return rounds;
}

std::vector<Round> StoryOfOne(uint64_t seed, int commands) {
  Generator generator(seed);
  std::vector<Command> all = generator.Prologue();
  for (int i = 0; i < commands; ++i) all.push_back(generator.Next(true));
  return OneByOne(all);
}

std::vector<Round> StoryOfMany(uint64_t seed, int rounds) {
  Generator generator(seed);
  Chance chance(~seed);
  std::vector<Round> story = OneByOne(generator.Prologue());
  for (int i = 0; i < rounds; ++i) {
    Round& round = story.emplace_back();
    const uint64_t each = chance.Between(2, 8);
    for (size_t client = 0; client < kClients; ++client) {
      auto& commands = round.by_client.emplace_back();
      for (uint64_t j = 0; j < each; ++j) commands.push_back(generator.Next(false));
    }
    if (chance.OneIn(3)) round.kill_after = static_cast<int>(chance.Below(kClients * each));
  }
  return story;
}

}  // namespace tally
