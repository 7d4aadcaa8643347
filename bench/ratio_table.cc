#include "bench/ratio_table.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/comparison.h"

namespace tally {
namespace {

// One figure over the repetitions of a benchmark.
class Spread {
 public:
  explicit Spread(std::vector<double> values) : values_(std::move(values)) {
    std::sort(values_.begin(), values_.end());
  }

  double median() const {
    const size_t middle = values_.size() / 2;
    if (values_.size() % 2 == 1) return values_[middle];
    return (values_[middle - 1] + values_[middle]) / 2;
  }
  double least() const { return values_.front(); }
  double most() const { return values_.back(); }

 private:
  std::vector<double> values_;
};

// Two or three digits, such as `1.63 M`, `31.7 k`, `0.58` or `0.004`.
std::string Short(double value) {
  const char* scale = "";
  if (value >= 999'500) {
    value /= 1'000'000;
    scale = " M";
  } else if (value >= 999.5) {
    value /= 1'000;
    scale = " k";
  }
  const int decimals = value < 0.0995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return absl::StrFormat("%.*f%s", decimals, value, scale);
}

std::string ShortTime(double seconds) {
  const double nanoseconds = seconds * 1e9;
  if (nanoseconds < 999.5) return Short(nanoseconds) + " ns";
  if (nanoseconds < 999.5e3) return Short(nanoseconds / 1e3) + " us";
  if (nanoseconds < 999.5e6) return Short(nanoseconds / 1e6) + " ms";
  return Short(seconds) + " s";
}

template <class Figure>
Spread Over(const std::vector<benchmark::BenchmarkReporter::Run>& repetitions, Figure figure) {
  std::vector<double> values;
  for (const auto& repetition : repetitions) values.push_back(figure(repetition.counters));
  return Spread(std::move(values));
}

Spread Over(const std::vector<benchmark::BenchmarkReporter::Run>& repetitions, const char* name) {
  return Over(repetitions, [&](const auto& counters) -> double { return counters.at(name); });
}

constexpr char kRow[] = "%-24s %9s %9s %9s %9s   %-5s %-13s %s\n";

}  // namespace

bool RatioTable::ReportContext(const Context&) {
  GetOutputStream() << heading_ << "\n"
                    << absl::StrFormat(kRow, "", "ours/s", "each", "its cpu", "limit/s", "ratio",
                                       "(range)", "of what, against which limit");
  return true;
}

void RatioTable::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> repetitions;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(repetitions),
               [](const Run& run) { return run.run_type == Run::RT_Iteration; });
  if (repetitions.empty()) return;
  const Spread ours = Over(repetitions, kOursPerSecond);
  const Spread ratio = Over(repetitions, [](const benchmark::UserCounters& counters) {
    return counters.at(kOursPerSecond) / counters.at(kLimitPerSecond);
  });
  const double cpu = Over(repetitions, kOursCpuSeconds).median();
  std::ostream& out = GetOutputStream();
  out << absl::StrFormat(kRow, repetitions.front().run_name.function_name, Short(ours.median()),
                         ShortTime(1 / ours.median()), cpu > 0 ? ShortTime(cpu) : "",
                         Short(Over(repetitions, kLimitPerSecond).median()), Short(ratio.median()),
                         absl::StrFormat("(%s-%s)", Short(ratio.least()), Short(ratio.most())),
                         repetitions.front().report_label);

  for (const auto& [name, value] : repetitions.front().counters) {
    if (name == kOursPerSecond || name == kLimitPerSecond || name == kOursCpuSeconds) continue;
    const Spread spread = Over(repetitions, name.c_str());
    out << absl::StrFormat("    %-20s %9s (%s-%s)\n", name, Short(spread.median()),
                           Short(spread.least()), Short(spread.most()));
  }
  out.flush();
}

}  // namespace tally
