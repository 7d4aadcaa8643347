// How fast are counts recorded?

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/bare_log.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

constexpr ptrdiff_t kClients = 4;
constexpr size_t kAccounts = 125;
constexpr size_t kObservationsPerPoll = kAccounts * std::size(kMeters);
constexpr absl::Duration kBetweenPolls = absl::Minutes(15);

// What a source counts of all accounts, four times an hour.
v1::RecordCounts PollOf(size_t poll) {
  v1::RecordCounts command;
  command.set_request_id(absl::StrCat("poll/", poll));
  command.set_org_id(kOrgId);
  command.set_source_id(kSourceId);
  const absl::Time start = absl::FromCivil(absl::CivilYear(2026), absl::UTCTimeZone());
  for (size_t series = 0; series < kObservationsPerPoll; ++series) {
    v1::Observation& seen = *command.add_observations();
    *seen.mutable_observed_at() = ToProto(start + kBetweenPolls * static_cast<int64_t>(poll));
    seen.set_account(CustomerId(series / std::size(kMeters)));
    seen.set_meter(kMeters[series % std::size(kMeters)]);
    seen.set_quantity(absl::StrCat(10 + (series * 7 + poll) % 23));
    seen.set_unit_cost("3.115");
    seen.set_cost_currency("USD");
  }
  return command;
}

void Polls(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto ledger = OpenLedger(data / "ledger");
  DefineProvider(*ledger);
  BareLog bare(data / "bare", data / "ledger");

  std::vector<v1::RecordCounts> polls;
  for (size_t poll = 0; poll < sizes.polls; ++poll) polls.push_back(PollOf(poll));
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    auto commands = PartOf(polls, turn, Comparison::kTurns);
    const uint64_t observations = commands.size() * kObservationsPerPoll;
    const uint64_t before = ledger->log().head().position();
    comparison.Ours(observations, [&] { SendAll(*ledger, std::move(commands), kClients); });
    const std::vector<RecordBytes> records = RecordsAfter(*ledger, before);
    comparison.Limit(observations, [&] { bare.Append(records, kClients); });
  }
}

}  // namespace

void AddCounts(const Sizes& sizes) {
  Compare("counts/500_a_command", "observations", "4 of the same records a synced write",
          [sizes](Comparison& comparison) { Polls(sizes, comparison); });
}

}  // namespace tally
