// What does encryption cost?

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "bench/load.h"
#include "bench/must.h"
#include "bench/provider.h"
#include "bench/temporary_directory.h"
#include "ledger/encryption/keyring.h"

namespace tally {
namespace {

constexpr ptrdiff_t kClients = 64;
constexpr absl::CivilMonth kMonth(2026, 1);

std::shared_ptr<const Keyring> AKey() {
  return std::make_shared<const Keyring>(std::vector<NamedKey>{{.id = "bench", .key = {}}});
}

// Commands, in turns on a ledger whose files are encrypted and on one whose files are not.
void Append(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto encrypted = OpenLedger(data / "encrypted", AKey());
  const auto plain = OpenLedger(data / "plain");
  DefineProvider(*encrypted);
  DefineProvider(*plain);
  std::vector<v1::DefineCustomer> all;
  for (size_t i = 0; i < sizes.concurrent_commands; ++i) all.push_back(DefinitionOf(i));
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    const auto commands = PartOf(all, turn, Comparison::kTurns);
    comparison.Ours(commands.size(), [&] { SendAll(*encrypted, commands, kClients); });
    comparison.Limit(commands.size(), [&] { SendAll(*plain, commands, kClients); });
  }
}

// Replays of the same counts, read from files that are encrypted and from files that are not.
void Replay(const Sizes& sizes, Comparison& comparison) {
  const TemporaryDirectory data(sizes.directory);
  const auto open = [&](bool is_encrypted) {
    return is_encrypted ? OpenLedger(data / "encrypted", AKey()) : OpenLedger(data / "plain");
  };
  for (const bool is_encrypted : {true, false}) {
    const auto ledger = open(is_encrypted);
    DefineProvider(*ledger);
    DefineCustomers(*ledger, sizes.customers);
    SendAll(*ledger, CountsOf(kMonth, sizes.customers), kInFlightToPrepare);
  }
  const auto encrypted = open(true);
  const auto plain = open(false);
  const auto replay = [](Ledger& ledger) {
    Must(ledger.log().NewSnapshot()->Replay([](const Record&) { return absl::OkStatus(); }));
  };
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    comparison.Ours(encrypted->log().head().position(), [&] { replay(*encrypted); });
    comparison.Limit(plain->log().head().position(), [&] { replay(*plain); });
  }
}

}  // namespace

void AddEncryption(const Sizes& sizes) {
  Compare("encryption/64_in_flight", "commands", "the same without encryption",
          [sizes](Comparison& comparison) { Append(sizes, comparison); });
  Compare("encryption/replay", "events", "the same without encryption",
          [sizes](Comparison& comparison) { Replay(sizes, comparison); });
}

}  // namespace tally
