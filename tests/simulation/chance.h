// Chance: what a seed decides. The same seed decides the same on every machine.

#pragma once

#include <cstdint>
#include <string>

namespace tally {

class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}

  // SplitMix64 of Steele, Lea and Flood.
  uint64_t Next() {
    uint64_t bits = state_ += 0x9e3779b97f4a7c15;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
  }

  // One of 0 to `count` - 1.
  uint64_t Below(uint64_t count) { return Next() % count; }
  // One of `least` to `most`.
  uint64_t Between(uint64_t least, uint64_t most) { return least + Below(most - least + 1); }
  bool OneIn(uint64_t count) { return Below(count) == 0; }

  std::string Bytes(size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(Next());
    return bytes;
  }

 private:
  uint64_t state_;
};

}  // namespace tally
