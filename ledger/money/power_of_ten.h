// Powers of ten: the scales of exact figures.

#pragma once

#include <cstdint>

namespace tally {

// Returns 10^exponent, for exponents from 0 to 18.
constexpr int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace tally
