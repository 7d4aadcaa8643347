// tally_model: holds the daemon against the model, for as many seeds as one likes.

#include <CLI/CLI.hpp>
#include <iostream>

#include "model/check.h"

int main(int argc, char** argv) {
  CLI::App app("Sends what seeds make up to the daemon, and compares it with a small model.");
  uint64_t first = 1;
  uint64_t seeds = 20;
  bool one = false;
  bool many = false;
  bool by_type = false;
  tally::CheckOptions options;
  app.add_option("--first", first, "The first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "Number of seeds")->capture_default_str();
  app.add_option("--commands", options.commands, "Commands of one client")->capture_default_str();
  app.add_option("--rounds", options.rounds, "Rounds of several clients")->capture_default_str();
  app.add_flag("--one", one, "Only one client, and the daemon in this process");
  app.add_flag("--many", many, "Only several clients, and the program, which is killed");
  app.add_flag("--by-type", by_type, "Tells how often each type was accepted and refused");
  CLI11_PARSE(app, argc, argv);

  tally::ModelTotals totals;
  uint64_t failed = 0;
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    for (const tally::Clients clients : {tally::Clients::kOne, tally::Clients::kMany}) {
      if (clients == tally::Clients::kOne ? many : one) continue;
      const std::string wrong = tally::CheckSeed(seed, clients, options, totals);
      if (wrong.empty()) continue;
      failed += 1;
      std::cout << "FAILED " << wrong << std::endl;
    }
  }
  if (by_type) {
    for (const auto& [type, counts] : totals.by_type) {
      std::cout << type << ": " << counts.first << " accepted, " << counts.second << " refused\n";
    }
  }
  std::cout << totals.Text() << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
