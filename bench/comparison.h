// Comparison: a path of ours and its limit, timed in turns on the same work.
//
//   Compare("append/one_at_a_time", "commands", "a synced write of the same record",
//           [](Comparison& comparison) {
//             comparison.Ours(100, [&] { ... });   // 100 commands
//             comparison.Limit(100, [&] { ... });  // the same 100, as fast as can be
//           });
//
// The limit is what the hardware and the libraries below us can do. Both stand in one run, turn by
// turn, because the machine is another one a minute later: only their ratio means anything.

#pragma once

#include <cstdint>
#include <ctime>
#include <functional>
#include <map>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tally {

class Comparison {
 public:
  // How often a benchmark changes between ours and the limit.
  static constexpr size_t kTurns = 10;

  // What one side did, and how long it took.
  struct Side {
    uint64_t units = 0;
    absl::Duration wall;
    // Of all threads.
    absl::Duration cpu;

    double PerSecond() const { return static_cast<double>(units) / absl::ToDoubleSeconds(wall); }
  };

  // Times `work`, which does this many units.
  template <class Work>
  void Ours(uint64_t units, Work work) {
    Time(ours_, units, work);
  }
  template <class Work>
  void Limit(uint64_t units, Work work) {
    Time(limit_, units, work);
  }

  // Adds what was timed elsewhere.
  void AddOurs(const Side& side) { Add(ours_, side); }
  void AddLimit(const Side& side) { Add(limit_, side); }

  // Keeps a figure that is shown beside the ratio, such as "p99 µs".
  void Show(const std::string& name, double value) { shown_[name] = value; }

  const Side& ours() const { return ours_; }
  const Side& limit() const { return limit_; }
  const std::map<std::string, double>& shown() const { return shown_; }

 private:
  static absl::Duration CpuTime() {
    return absl::Microseconds(static_cast<int64_t>(std::clock()) * 1'000'000 / CLOCKS_PER_SEC);
  }

  static void Add(Side& sum, const Side& side) {
    sum.units += side.units;
    sum.wall += side.wall;
    sum.cpu += side.cpu;
  }

  template <class Work>
  static void Time(Side& side, uint64_t units, Work& work) {
    const absl::Time start = absl::Now();
    const absl::Duration cpu_start = CpuTime();
    work();
    Add(side, {units, absl::Now() - start, CpuTime() - cpu_start});
  }

  Side ours_;
  Side limit_;
  std::map<std::string, double> shown_;
};

// Names of the figures that a benchmark reports of each repetition. All others are Show()n.
inline constexpr char kOursPerSecond[] = "ours_per_second";
inline constexpr char kLimitPerSecond[] = "limit_per_second";
inline constexpr char kOursCpuSeconds[] = "ours_cpu_seconds";

// Adds the benchmark `name`, which counts in `units` and compares with `limit`. `measure` is one
// repetition.
void Compare(const std::string& name, const std::string& units, const std::string& limit,
             std::function<void(Comparison&)> measure);

}  // namespace tally
