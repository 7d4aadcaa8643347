// How fast is a month billed, and how fast approved?

#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

#include "bench/bare_log.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"
#include "ledger/deciders/month_drafter.h"

namespace tally {
namespace {

constexpr ptrdiff_t kApprovers = 64;
constexpr ptrdiff_t kSources = 4;
// The month before is billed first, so that there is something to compare with.
constexpr absl::CivilMonth kMonth(2026, 2);

// A ledger with all that it takes to run kMonth.
std::unique_ptr<Ledger> LedgerBeforeRun(const std::string& directory, size_t customers) {
  auto ledger = OpenLedger(directory);
  DefineProvider(*ledger);
  DefineCustomers(*ledger, customers);
  SendAll(*ledger, CountsOf(kMonth - 1, customers), kSources);
  RunMonth(*ledger, kMonth - 1);
  SendAll(*ledger, CountsOf(kMonth, customers), kSources);
  return ledger;
}

// Computes all drafts of kMonth, and writes nothing.
void DraftAll(const View& view, absl::Time now) {
  const MonthDrafter drafter(view.books(), *view.books().orgs.Find(kOrgId), kMonth, now);
  for (auto rows = view.books().customers.Scan(Text(kOrgId)); rows.Valid(); rows.Next()) {
    benchmark::DoNotOptimize(Must(drafter.Draft(rows.row())));
  }
}

void Run(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = LedgerBeforeRun(data / "ledger", sizes.customers);
  const View view = ledger->Read();
  comparison.Limit(sizes.customers, [&] { DraftAll(view, ledger->Now()); });
  comparison.Ours(sizes.customers, [&] { RunMonth(*ledger, kMonth); });
}

void Approve(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = LedgerBeforeRun(data / "ledger", sizes.customers);
  RunMonth(*ledger, kMonth);
  BareLog bare(data / "bare", data / "ledger");

  const std::vector<v1::ApproveDraft> approvals = ApprovalsOf(*ledger, kMonth);
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    auto commands = PartOf(approvals, turn, Comparison::kTurns);
    const uint64_t before = ledger->log().head().position();
    comparison.Ours(commands.size(), [&] { SendAll(*ledger, std::move(commands), kApprovers); });
    const std::vector<RecordBytes> records = RecordsAfter(*ledger, before);
    comparison.Limit(records.size(), [&] { bare.Append(records, kApprovers); });
  }
}

}  // namespace

void AddRun(const Sizes& sizes) {
  Compare("run/month", "customers", "the same drafts computed and not written",
          [sizes](Comparison& comparison) { Run(sizes, comparison); });
  Compare("run/approve", "approvals", "64 of the same records a synced write",
          [sizes](Comparison& comparison) { Approve(sizes, comparison); });
}

}  // namespace tally
