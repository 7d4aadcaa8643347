// How fast is everything derived again?

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "bench/bare_log.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"

namespace tally {
namespace {

constexpr absl::CivilMonth kMonth(2026, 1);

// Writes a billed and approved month to a new ledger, and returns how many events that makes.
uint64_t BillMonth(const std::string& directory, size_t customers) {
  const auto ledger = OpenLedger(directory);
  DefineProvider(*ledger);
  DefineCustomers(*ledger, customers);
  SendAll(*ledger, CountsOf(kMonth, customers), kInFlightToPrepare);
  RunMonth(*ledger, kMonth);
  SendAll(*ledger, ApprovalsOf(*ledger, kMonth), kInFlightToPrepare);
  return ledger->log().head().position();
}

void Scan(const std::string& directory, uint64_t events, Comparison& comparison) {
  const BareLog bare(directory, directory);
  comparison.Limit(events, [&] { benchmark::DoNotOptimize(bare.Scan()); });
}

void Rebuild(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const uint64_t events = BillMonth(data / "ledger", sizes.customers);
  Scan(data / "ledger", events, comparison);
  const auto ledger = OpenLedger(data / "ledger");
  comparison.Ours(events, [&] {
    for (const Rebuilt& fold : Must(ledger->Rebuild())) {
      if (!fold.identical) Stop("the rebuilt rows of " + fold.name + " differ");
    }
  });
}

void Verify(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const uint64_t events = BillMonth(data / "ledger", sizes.customers);
  Scan(data / "ledger", events, comparison);
  const auto ledger = OpenLedger(data / "ledger");
  comparison.Ours(events, [&] {
    Must(ledger->log().NewSnapshot()->Replay([](const Record&) { return absl::OkStatus(); }));
  });
}

}  // namespace

void AddReplay(const Sizes& sizes) {
  Compare("replay/rebuild", "events", "a scan of the same log",
          [sizes](Comparison& comparison) { Rebuild(sizes, comparison); });
  Compare("replay/verify", "events", "a scan of the same log",
          [sizes](Comparison& comparison) { Verify(sizes, comparison); });
}

}  // namespace tally
