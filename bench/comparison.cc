#include "bench/comparison.h"

#include <benchmark/benchmark.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace tally {

void Compare(const std::string& name, const std::string& units, const std::string& limit,
             std::function<void(Comparison&)> measure) {
  const std::string label = absl::StrCat(units, ", against ", limit);
  const auto repetition = [label, measure = std::move(measure)](benchmark::State& state) {
    Comparison comparison;
    for (auto _ : state) {
      measure(comparison);
      state.SetIterationTime(absl::ToDoubleSeconds(comparison.ours().wall));
    }
    state.SetLabel(label);
    const Comparison::Side& ours = comparison.ours();
    state.counters[kOursPerSecond] = ours.PerSecond();
    state.counters[kOursCpuSeconds] =
        absl::ToDoubleSeconds(ours.cpu) / static_cast<double>(ours.units);
    state.counters[kLimitPerSecond] = comparison.limit().PerSecond();
    for (const auto& [figure, value] : comparison.shown()) state.counters[figure] = value;
  };
  benchmark::RegisterBenchmark(name.c_str(), repetition)->Iterations(1)->UseManualTime();
}

}  // namespace tally
