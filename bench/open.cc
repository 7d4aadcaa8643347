// How soon does a ledger with a long history answer?
//
// Each opening is a process of its own, so that its memory is not that of the benchmark. It finds
// the data as a daemon left it that was stopped: what was written last is only in RocksDB's
// write-ahead log.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bench/bare_log.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

// One event in so many defines a customer; the others record a count.
constexpr size_t kEventsPerCustomer = 10;
// Commands that are made before they are sent.
constexpr size_t kCommandsAtOnce = 10'000;

v1::RecordCounts CountNumber(size_t number, size_t customers) {
  v1::RecordCounts command;
  command.set_request_id(absl::StrCat("count/", number));
  command.set_org_id(kOrgId);
  command.set_source_id(kSourceId);
  v1::Observation& seen = *command.add_observations();
  const absl::Time start = absl::FromCivil(absl::CivilYear(2026), absl::UTCTimeZone());
  *seen.mutable_observed_at() = ToProto(start + absl::Seconds(number));
  seen.set_account(CustomerId(number % customers));
  seen.set_meter("WORKSTATION");
  seen.set_quantity(absl::StrCat(number % 23));
  return command;
}

// Sends `count` commands, of which `make` returns the one with a number.
template <class Make>
void SendMany(Ledger& ledger, size_t count, Make make) {
  for (size_t start = 0; start < count; start += kCommandsAtOnce) {
    std::vector<decltype(make(size_t{0}))> commands;
    for (size_t i = start; i < std::min(start + kCommandsAtOnce, count); ++i) {
      commands.push_back(make(i));
    }
    SendAll(ledger, std::move(commands), kInFlightToPrepare);
  }
}

void WriteHistory(const std::string& directory, size_t events) {
  const auto ledger = OpenLedger(directory);
  DefineProvider(*ledger);
  const size_t customers = events / kEventsPerCustomer;
  SendMany(*ledger, customers, DefinitionOf);
  SendMany(*ledger, events - customers,
           [&](size_t number) { return CountNumber(number, customers); });
}

// Copies the data of a ledger; what RocksDB never changes is shared.
void CopyData(const std::string& from, const std::string& to) {
  std::filesystem::create_directory(to);
  for (const auto& file : std::filesystem::directory_iterator(from)) {
    const std::filesystem::path copy = std::filesystem::path(to) / file.path().filename();
    if (file.path().extension() == ".sst") {
      std::filesystem::create_hard_link(file.path(), copy);
    } else {
      std::filesystem::copy_file(file.path(), copy);
    }
  }
}

size_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    size_t kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes << 10;
  }
  return 0;
}

int Answered(absl::Time start) {
  std::printf("%.6f %zu\n", absl::ToDoubleSeconds(absl::Now() - start), ResidentBytes());
  return 0;
}

// What a process said that opened data.
struct Opening {
  Comparison::Side side;
  double megabytes = 0;
};

Opening OpenInProcess(const std::string& flag, const std::string& directory) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  FILE* const output =
      popen(absl::StrCat("'", program, "' ", flag, " '", directory, "'").c_str(), "r");
  double seconds = 0;
  size_t bytes = 0;
  const bool read = output != nullptr && std::fscanf(output, "%lf %zu", &seconds, &bytes) == 2;
  if (!read || pclose(output) != 0) Stop("cannot open " + directory + " in another process");
  return {.side = {.units = 1, .wall = absl::Seconds(seconds), .cpu = {}},
          .megabytes = static_cast<double>(bytes) / 1e6};
}

// A long history on disk, written when it is first asked for.
class History {
 public:
  explicit History(const Sizes& sizes) : data_(sizes.directory), events_(sizes.events) {}

  // Copies it to `directory`.
  void CopyTo(const std::string& directory) {
    const std::string ledger = data_ / "ledger";
    if (!std::filesystem::exists(ledger)) WriteHistory(ledger, events_);
    CopyData(ledger, directory);
  }

 private:
  const TemporaryDirectory data_;
  const size_t events_;
};

void Open(const Sizes& sizes, History& history, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  history.CopyTo(data / "ledger");
  history.CopyTo(data / "bare");
  const Opening ours = OpenInProcess("--answer-from-ledger", data / "ledger");
  const Opening limit = OpenInProcess("--answer-from-bare-log", data / "bare");
  comparison.AddOurs(ours.side);
  comparison.AddLimit(limit.side);
  comparison.Show("resident MB", ours.megabytes);
  comparison.Show("resident MB, limit", limit.megabytes);

  const Opening again = OpenInProcess("--answer-from-ledger", data / "ledger");
  comparison.Show("ms, opened again", absl::ToDoubleMilliseconds(again.side.wall));
  comparison.Show("resident MB, again", again.megabytes);
}

}  // namespace

void AddOpen(const Sizes& sizes) {
  auto history = std::make_shared<History>(sizes);
  Compare(absl::StrCat("open/", sizes.events, "_events"), "openings",
          "RocksDB alone opening the same files",
          [sizes, history](Comparison& comparison) { Open(sizes, *history, comparison); });
}

int AnswerFromLedger(const std::string& directory) {
  const absl::Time start = absl::Now();
  const auto ledger = OpenLedger(directory);
  if (!ledger->Read().books().customers.Find(kOrgId, CustomerId(0))) Stop("there is no customer");
  return Answered(start);
}

int AnswerFromBareLog(const std::string& directory) {
  const absl::Time start = absl::Now();
  const BareLog bare(directory, directory);
  bare.ReadLast();
  return Answered(start);
}

}  // namespace tally
