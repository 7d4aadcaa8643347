// What does a durable command cost?

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bench/bare_log.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"

namespace tally {
namespace {

constexpr ptrdiff_t kClients = 64;

std::vector<v1::DefineCustomer> DefinitionsOf(size_t customers) {
  std::vector<v1::DefineCustomer> definitions;
  for (size_t customer = 0; customer < customers; ++customer) {
    definitions.push_back(DefinitionOf(customer));
  }
  return definitions;
}

double Percentile(std::vector<absl::Duration> latencies, size_t percent) {
  std::sort(latencies.begin(), latencies.end());
  return absl::ToDoubleMicroseconds(latencies[(latencies.size() - 1) * percent / 100]);
}

void OneAtATime(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = OpenLedger(data / "ledger");
  DefineProvider(*ledger);
  BareLog bare(data / "bare", data / "ledger");

  std::vector<absl::Duration> latencies;
  const auto definitions = DefinitionsOf(sizes.commands);
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    auto commands = PartOf(definitions, turn, Comparison::kTurns);
    const uint64_t before = ledger->log().head().position();
    comparison.Ours(commands.size(), [&] {
      for (v1::DefineCustomer& command : commands) {
        const absl::Time sent = absl::Now();
        Must(ledger->Execute(std::move(command), kActor));
        latencies.push_back(absl::Now() - sent);
      }
    });
    const std::vector<RecordBytes> records = RecordsAfter(*ledger, before);
    comparison.Limit(records.size(), [&] { bare.Append(records, 1); });
  }
  comparison.Show("p50 us", Percentile(latencies, 50));
  comparison.Show("p99 us", Percentile(latencies, 99));
}

void ManyInFlight(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = OpenLedger(data / "ledger");
  DefineProvider(*ledger);
  BareLog bare(data / "bare", data / "ledger");

  const auto definitions = DefinitionsOf(sizes.concurrent_commands);
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    auto commands = PartOf(definitions, turn, Comparison::kTurns);
    const uint64_t before = ledger->log().head().position();
    comparison.Ours(commands.size(), [&] { SendAll(*ledger, std::move(commands), kClients); });
    const std::vector<RecordBytes> records = RecordsAfter(*ledger, before);
    comparison.Limit(records.size(), [&] { bare.Append(records, kClients); });
  }
}

}  // namespace

void AddAppend(const Sizes& sizes) {
  Compare("append/one_at_a_time", "commands", "a synced write of the same record",
          [sizes](Comparison& comparison) { OneAtATime(sizes, comparison); });
  Compare("append/64_in_flight", "commands", "64 of the same records a synced write",
          [sizes](Comparison& comparison) { ManyInFlight(sizes, comparison); });
}

}  // namespace tally
