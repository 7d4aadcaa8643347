// What does exact money cost?

#include "ledger/money/money.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/benchmarks.h"
#include "bench/comparison.h"
#include "ledger/money/decimal.h"

namespace tally {
namespace {

// A quantity and a price as a plan has them, and as integers in thousandths.
struct LineInput {
  std::string quantity;
  std::string unit_price;
  int64_t quantity_units = 0;
  int64_t price_thousandths = 0;
};

std::vector<LineInput> SomeLines() {
  std::vector<LineInput> lines;
  for (int64_t i = 0; i < 1'000; ++i) {
    const int64_t quantity = 1 + i * 37 % 500;
    const int64_t price = 1'000 + i * 7'919 % 90'000;
    lines.push_back({.quantity = absl::StrCat(quantity),
                     .unit_price = Decimal::FromParts(price, 3)->ToString(),
                     .quantity_units = quantity,
                     .price_thousandths = price});
  }
  return lines;
}

// From texts to a rounded amount, as rating does it.
int64_t AmountOf(const LineInput& line) {
  const Fraction exact =
      Fraction(*Decimal::Parse(line.quantity)) * Fraction(*Decimal::Parse(line.unit_price));
  return RoundToMoney(exact, "USD", RoundingMode::kHalfAwayFromZero)->minor_units();
}

// The same for positive thousandths that do not overflow.
int64_t BareAmountOf(const LineInput& line) {
  return (line.quantity_units * line.price_thousandths + 5) / 10;
}

void RoundLines(const Sizes& sizes, Comparison& comparison) {
  const std::vector<LineInput> lines = SomeLines();
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    const size_t count = sizes.amounts / Comparison::kTurns;
    comparison.Ours(count, [&] {
      for (size_t i = 0; i < count; ++i)
        benchmark::DoNotOptimize(AmountOf(lines[i % lines.size()]));
    });
    comparison.Limit(count, [&] {
      for (size_t i = 0; i < count; ++i) {
        benchmark::DoNotOptimize(BareAmountOf(lines[i % lines.size()]));
      }
    });
  }
}

// Every part rounded down, so that they do not add up.
std::vector<int64_t> BareAllocate(int64_t total, const std::vector<int64_t>& weights) {
  const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
  std::vector<int64_t> parts;
  parts.reserve(weights.size());
  for (const int64_t weight : weights) parts.push_back(total * weight / sum);
  return parts;
}

void AllocateToLines(const Sizes& sizes, Comparison& comparison) {
  const std::vector<int64_t> weights = {12'345, 999, 100, 25'000, 7};
  for (size_t turn = 0; turn < Comparison::kTurns; ++turn) {
    const size_t count = sizes.amounts / Comparison::kTurns / weights.size();
    comparison.Ours(count * weights.size(), [&] {
      for (size_t i = 0; i < count; ++i) {
        benchmark::DoNotOptimize(Allocate(static_cast<int64_t>(i), weights));
      }
    });
    comparison.Limit(count * weights.size(), [&] {
      for (size_t i = 0; i < count; ++i) {
        benchmark::DoNotOptimize(BareAllocate(static_cast<int64_t>(i), weights));
      }
    });
  }
}

}  // namespace

void AddMoney(const Sizes& sizes) {
  Compare("money/round", "lines", "a multiplication and a division of integers",
          [sizes](Comparison& comparison) { RoundLines(sizes, comparison); });
  Compare("money/allocate", "parts", "the same divisions, whose parts do not add up",
          [sizes](Comparison& comparison) { AllocateToLines(sizes, comparison); });
}

}  // namespace tally
