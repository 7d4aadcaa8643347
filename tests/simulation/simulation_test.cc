// The seeds that every build runs. `tally_simulate` runs as many as one likes.

#include "simulation/simulation.h"

#include <gtest/gtest.h>

#include <iostream>
#include <set>

namespace tally {
namespace {

constexpr uint64_t kSeeds = 80;

TEST(Simulation, LosesNothingInPowerCutsAndOnFailingDisks) {
  Totals totals;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Simulation simulation(seed, {});
    const absl::Status status = simulation.Run();
    EXPECT_TRUE(status.ok()) << "tally_simulate --seeds 1 --first " << seed << "\n" << status;
    totals.Add(simulation.totals());
  }
  std::cout << totals.Text();
  EXPECT_GT(totals.power_cuts, 10 * kSeeds);
  EXPECT_GT(totals.kills, kSeeds);
  EXPECT_GT(totals.closes, kSeeds);
  EXPECT_GT(totals.accepted, 100 * kSeeds);
  // Each kind of fault happens, and some commands in doubt turn out either way.
  for (const Fault fault : {Fault::kPowerCut, Fault::kWriteError, Fault::kShortWrite,
                            Fault::kSyncError, Fault::kRenameError, Fault::kNoSpace}) {
    EXPECT_GT(totals.faults[fault], 0U) << NameOf(fault);
  }
  EXPECT_GT(totals.found_recorded, 0U);
  EXPECT_GT(totals.found_lost, 0U);
}

TEST(Simulation, LosesNothingOfWhatIsEncrypted) {
  for (uint64_t seed = 101; seed <= 110; ++seed) {
    Simulation simulation(seed, {.encrypts = true});
    const absl::Status status = simulation.Run();
    EXPECT_TRUE(status.ok()) << "tally_simulate --encrypts --seeds 1 --first " << seed << "\n"
                             << status;
  }
}

TEST(Simulation, DoesTheSameEachTimeASeedIsRun) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    std::set<uint64_t> hashes;
    for (int i = 0; i < 2; ++i) {
      Simulation simulation(seed, {.encrypts = seed == 3});
      EXPECT_TRUE(simulation.Run().ok());
      hashes.insert(simulation.trace_hash());
    }
    EXPECT_EQ(hashes.size(), 1U) << seed;
  }
}

// A simulation that finds nothing proves nothing, unless it finds what is there.
TEST(Simulation, FindsThatADiskOnlySaysThatItSyncs) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    Simulation simulation(seed, {.syncs_are_lies = true});
    EXPECT_FALSE(simulation.Run().ok()) << seed;
  }
}

}  // namespace
}  // namespace tally
