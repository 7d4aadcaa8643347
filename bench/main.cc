// tally_bench: how fast the ledger is, each path against its physical limit in the same run.

#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "bench/benchmarks.h"
#include "bench/machine.h"
#include "bench/ratio_table.h"
#include "bench/sizes.h"

namespace {

struct Arguments {
  tally::Sizes sizes;
  // What this process is to open, if the benchmark of opening started it.
  std::string ledger_to_open;
  std::string bare_log_to_open;
  // What Google Benchmark is told.
  std::vector<std::string> rest;
};

Arguments ReadArguments(int argc, char** argv) {
  Arguments arguments;
  tally::Sizes& sizes = arguments.sizes;
  CLI::App app("Measures the ledger against the limits of this machine.", "tally_bench");
  app.footer(
      "More options are those of Google Benchmark, such as --benchmark_filter=append,\n"
      "--benchmark_repetitions=9 (5 if not given) and --benchmark_out=FILE.json.");
  app.allow_extras();
  bool smoke = false;
  app.add_flag("--smoke", smoke, "Run everything once or twice at a tiny size");
  app.add_option("--commands", sizes.commands, "Commands sent one by one")->capture_default_str();
  app.add_option("--concurrent-commands", sizes.concurrent_commands, "Commands sent 64 at a time")
      ->capture_default_str();
  app.add_option("--polls", sizes.polls, "Polls of 500 observations")->capture_default_str();
  app.add_option("--customers", sizes.customers, "Customers billed")->capture_default_str();
  app.add_option("--events", sizes.events, "Events of the ledger opened")->capture_default_str();
  app.add_option("--amounts", sizes.amounts, "Amounts rounded")->capture_default_str();
  app.add_option("--directory", sizes.directory, "Where data is written")->capture_default_str();
  app.add_option("--answer-from-ledger", arguments.ledger_to_open)->group("");
  app.add_option("--answer-from-bare-log", arguments.bare_log_to_open)->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  if (smoke) tally::MakeTiny(sizes);

  // The first of equal flags is overruled by the last.
  arguments.rest = {argv[0], smoke ? "--benchmark_repetitions=2" : "--benchmark_repetitions=5"};
  for (std::string& flag : app.remaining_for_passthrough()) arguments.rest.push_back(flag);
  return arguments;
}

// Returns whether Google Benchmark understands all of `flags`.
bool Initialize(std::vector<std::string> flags) {
  std::vector<char*> pointers;
  for (std::string& flag : flags) pointers.push_back(flag.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  return !benchmark::ReportUnrecognizedArguments(count, pointers.data());
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = ReadArguments(argc, argv);
  if (!arguments.ledger_to_open.empty()) return tally::AnswerFromLedger(arguments.ledger_to_open);
  if (!arguments.bare_log_to_open.empty()) {
    return tally::AnswerFromBareLog(arguments.bare_log_to_open);
  }
  if (!Initialize(arguments.rest)) return 2;

  tally::AddAppend(arguments.sizes);
  tally::AddCounts(arguments.sizes);
  tally::AddRun(arguments.sizes);
  tally::AddWhatIf(arguments.sizes);
  tally::AddReplay(arguments.sizes);
  tally::AddOpen(arguments.sizes);
  tally::AddEncryption(arguments.sizes);
  tally::AddMoney(arguments.sizes);
  tally::RatioTable table(tally::DescribeMachine(arguments.sizes.directory));
  benchmark::RunSpecifiedBenchmarks(&table);
  // Here and not after main(), because benchmarks keep directories that they remove.
  benchmark::ClearRegisteredBenchmarks();
  return 0;
}
