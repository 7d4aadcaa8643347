// tally_simulate: runs seeds of the simulation, as many as one likes.

#include <CLI/CLI.hpp>
#include <iostream>

#include "simulation/simulation.h"

int main(int argc, char** argv) {
  CLI::App app("Lives through power cuts and failing disks, as seeds decide.");
  uint64_t first = 1;
  uint64_t seeds = 100;
  tally::SimulationOptions options;
  app.add_option("--first", first, "The first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "Number of seeds")->capture_default_str();
  app.add_option("--lives", options.lives, "Lives of the ledger in a seed")->capture_default_str();
  app.add_flag("--syncs-are-lies", options.syncs_are_lies,
               "Lets the disk only say that it syncs: losses must be found");
  app.add_flag("--encrypts", options.encrypts, "Encrypts the files of the ledger");
  CLI11_PARSE(app, argc, argv);

  tally::Totals totals;
  uint64_t failed = 0;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    tally::Simulation simulation(seed, options);
    const absl::Status status = simulation.Run();
    totals.Add(simulation.totals());
    if (status.ok()) continue;
    failed += 1;
    std::cout << "seed " << seed << " FAILED: " << status.message() << std::endl;
  }
  std::cout << totals.Text() << failed << " seeds failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
