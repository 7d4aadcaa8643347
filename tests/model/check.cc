#include "model/check.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "model/shrink.h"
#include "model/story.h"

namespace tally {
namespace {

using MakeWorld = std::function<std::unique_ptr<World>()>;

// All that is seen is compared after so many rounds.
constexpr size_t kCompareEvery = 10;

std::optional<Divergence> Play(const std::vector<Round>& rounds, size_t compare_every,
                               ModelRun& run) {
  for (size_t i = 0; i < rounds.size(); ++i) {
    if (auto wrong = run.Play(rounds[i])) return wrong;
    if ((i + 1) % compare_every != 0 && i + 1 != rounds.size()) continue;
    if (auto wrong = run.Compare(i * 7)) return wrong;
  }
  return std::nullopt;
}

// What comes of `commands`, sent one after the other to a daemon without a log.
std::optional<Divergence> Replay(const std::vector<Command>& commands, const MakeWorld& make) {
  ModelRun run(make());
  return Play(OneByOne(commands), kCompareEvery, run);
}

// Cuts `commands` as long as they lead to a divergence of the same kind.
std::vector<Command> Cut(const std::vector<Command>& commands, const std::string& kind,
                         const MakeWorld& make) {
  return Shrink<Command>(commands, [&](const std::vector<Command>& some) {
    const auto wrong = Replay(some, make);
    return wrong && wrong->kind == kind;
  });
}

std::string Listed(const std::vector<Command>& commands) {
  std::string text;
  for (const Command& command : commands) absl::StrAppend(&text, "  ", TextOf(command), "\n");
  return text;
}

// The shortest way there that is found, and what it leads to.
std::string Told(const Divergence& wrong, const std::vector<Command>& commands) {
  for (const MakeWorld& make : {MakeWorld(WorldInProcess), MakeWorld(WorldOfProgram)}) {
    const auto again = Replay(commands, make);
    if (!again) continue;
    const std::vector<Command> few = Cut(commands, again->kind, make);
    const auto last = Replay(few, make);
    return absl::StrCat(again->kind, ": ", last ? last->words : "(not each time)", "\n", few.size(),
                        " of ", commands.size(), " commands lead there:\n", Listed(few));
  }
  return absl::StrCat(wrong.kind, ": ", wrong.words,
                      "\nonly if they are sent at once; all that was sent:\n", Listed(commands));
}

}  // namespace

std::string CheckSeed(uint64_t seed, Clients clients, const CheckOptions& options,
                      ModelTotals& totals) {
  const bool is_of_many = clients == Clients::kMany;
  ModelRun run(is_of_many ? WorldOfProgram() : WorldInProcess());
  const std::vector<Round> rounds =
      is_of_many ? StoryOfMany(seed, options.rounds) : StoryOfOne(seed, options.commands);
  const auto wrong = Play(rounds, is_of_many ? 1 : kCompareEvery, run);
  totals.Add(run.totals());
  totals.seeds += 1;
  if (!wrong) return "";
  return absl::StrCat("seed ", seed, is_of_many ? " of many" : " of one", ": ", wrong->kind, "\n",
                      wrong->words, "\n\n", Told(*wrong, run.sent()));
}

}  // namespace tally
