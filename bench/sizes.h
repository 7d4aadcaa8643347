// Sizes: how much work the benchmarks do.

#pragma once

#include <cstddef>
#include <filesystem>

namespace tally {

struct Sizes {
  // Commands that are sent one after the other.
  size_t commands = 2'000;
  // Commands that are sent 64 at a time.
  size_t concurrent_commands = 20'000;
  // Polls of 500 observations.
  size_t polls = 200;
  // Customers that are billed.
  size_t customers = 2'000;
  // Events of the log that is opened.
  size_t events = 1'000'000;
  // Amounts that are rounded and allocated.
  size_t amounts = 1'000'000;
  // Where data is written.
  std::filesystem::path directory = std::filesystem::temp_directory_path();
};

// Just enough to run every line of the benchmarks.
inline void MakeTiny(Sizes& sizes) {
  sizes.commands = 20;
  sizes.concurrent_commands = 200;
  sizes.polls = 10;
  sizes.customers = 20;
  sizes.events = 2'000;
  sizes.amounts = 1'000;
}

}  // namespace tally
