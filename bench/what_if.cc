// How long does a year of what-if take?

#include "ledger/what_if/what_if.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/month_drafter.h"

namespace tally {
namespace {

constexpr ptrdiff_t kClients = 64;
constexpr int kMonths = 12;
constexpr absl::CivilMonth kFirst(2026, 1);

// A ledger of a year that was counted, run and approved.
std::unique_ptr<Ledger> LedgerOfAYear(const std::string& directory, size_t customers) {
  auto ledger = OpenLedger(directory);
  DefineProvider(*ledger);
  DefineCustomers(*ledger, customers);
  for (int i = 0; i < kMonths; ++i) {
    SendAll(*ledger, CountsOf(kFirst + i, customers), kClients);
    RunMonth(*ledger, kFirst + i);
    SendAll(*ledger, ApprovalsOf(*ledger, kFirst + i), kClients);
  }
  return ledger;
}

// All workstations cost 5 % more.
void PreviewYear(const View& view, absl::Time now) {
  v1::PreviewWhatIf query;
  query.set_org_id(kOrgId);
  query.set_from_month(FormatMonth(kFirst));
  query.set_to_month(FormatMonth(kFirst + kMonths - 1));
  v1::PriceChange& change = *query.add_prices();
  change.set_item_id("workstation");
  change.set_percent("5");
  const auto rows = view.RowsOf(kBooksFold);
  const Context context{.now = now, .actor = "bench", .position = view.position()};
  const auto what_if = Must(WhatIf::Start(*rows, query, context));
  while (what_if->HasNext()) benchmark::DoNotOptimize(what_if->Next());
}

// Computes as many drafts, and keeps none.
void DraftYearTwice(const View& view, absl::Time now) {
  const v1::Org org = *view.books().orgs.Find(kOrgId);
  for (int i = 0; i < 2 * kMonths; ++i) {
    const MonthDrafter drafter(view.books(), org, kFirst + i / 2, now);
    for (auto rows = view.books().customers.Scan(Text(kOrgId)); rows.Valid(); rows.Next()) {
      benchmark::DoNotOptimize(Must(drafter.Draft(rows.row())));
    }
  }
}

void Year(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = LedgerOfAYear(data / "ledger", sizes.customers);
  const View view = ledger->Read();
  comparison.Limit(sizes.customers, [&] { DraftYearTwice(view, ledger->Now()); });
  comparison.Ours(sizes.customers, [&] { PreviewYear(view, ledger->Now()); });
}

}  // namespace

void AddWhatIf(const Sizes& sizes) {
  Compare("what_if/year", "customers", "the same drafts computed, from what is there",
          [sizes](Comparison& comparison) { Year(sizes, comparison); });
}

}  // namespace tally
