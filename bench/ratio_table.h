// RatioTable: prints one row a benchmark: how fast ours is, how fast the limit, and the ratio.

#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

namespace tally {

class RatioTable final : public benchmark::BenchmarkReporter {
 public:
  // `heading` is printed above the table.
  explicit RatioTable(std::string heading) : heading_(std::move(heading)) {}

  bool ReportContext(const Context& context) override;
  // Gets the repetitions of one benchmark, and then aggregates of them, which are not used.
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  const std::string heading_;
};

}  // namespace tally
