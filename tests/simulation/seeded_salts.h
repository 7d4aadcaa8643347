// SeededSalts: while one lives, OpenSSL's random bytes follow from a seed.
//
// The ledger draws the salts that seal personal texts from OpenSSL, and the hashes of its log cover
// them: with this, two runs of a seed write the same bytes.

#pragma once

#include <cstdint>

namespace tally {

// One at a time.
class SeededSalts {
 public:
  explicit SeededSalts(uint64_t seed);
  ~SeededSalts();
  SeededSalts(const SeededSalts&) = delete;
  SeededSalts& operator=(const SeededSalts&) = delete;
};

}  // namespace tally
