// The seeds that every build runs. `tally_model` runs as many as one likes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "model/check.h"
#include "model/generator.h"
#include "model/reference.h"
#include "model/shrink.h"
#include "support/contract.h"

namespace tally {
namespace {

using testing::ElementsAre;

constexpr uint64_t kSeedsOfOne = 12;
constexpr uint64_t kSeedsOfMany = 3;

TEST(Model, IsWhatOneClientSees) {
  ModelTotals totals;
  for (uint64_t seed = 1; seed <= kSeedsOfOne; ++seed) {
    EXPECT_EQ(CheckSeed(seed, Clients::kOne, {}, totals), "")
        << "tally_model --one --seeds 1 --first " << seed;
  }
  std::cout << "seeds 1 to " << kSeedsOfOne << " of one\n" << totals.Text();
}

TEST(Model, IsWhatSeveralClientsSeeOfADaemonThatIsKilled) {
  ModelTotals totals;
  for (uint64_t seed = 1; seed <= kSeedsOfMany; ++seed) {
    EXPECT_EQ(CheckSeed(seed, Clients::kMany, {}, totals), "")
        << "tally_model --many --seeds 1 --first " << seed;
  }
  std::cout << "seeds 1 to " << kSeedsOfMany << " of many\n" << totals.Text();
  EXPECT_GT(totals.kills, 0U);
}

// Whoever adds a command says how it is made up, and what the model knows of it.
TEST(Model, KnowsEveryCommandOfTheContract) {
  // Sent by the daemon alone, so nobody makes it up.
  std::set<std::string> made = {v1::AdvanceRun::descriptor()->full_name()};
  for (const std::string& type : Generator::Types()) made.insert(type);
  std::set<std::string> commands = {v1::AdvanceRun::descriptor()->full_name()};
  for (const auto* method : MethodsOfContract()) {
    if (IsCommand(*method)) commands.insert(method->input_type()->full_name());
  }
  EXPECT_EQ(made, commands);
  for (const std::string& type : commands) EXPECT_TRUE(Knows(type)) << type;
}

TEST(Model, CutsASequenceToWhatFails) {
  std::vector<int> all;
  for (int i = 0; i < 100; ++i) all.push_back(i);
  const auto few = Shrink<int>(all, [](const std::vector<int>& some) {
    const auto has = [&](int one) {
      return std::find(some.begin(), some.end(), one) != some.end();
    };
    return has(17) && has(63) && has(64);
  });
  EXPECT_THAT(few, ElementsAre(17, 63, 64));
}

}  // namespace
}  // namespace tally
