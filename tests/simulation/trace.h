// Trace: a hash of all that happened in a simulation, in order. Two runs of a seed have the same.

#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace tally {

class Trace {
 public:
  // FNV-1a.
  void Add(absl::string_view bytes) {
    for (const char byte : bytes) AddByte(static_cast<unsigned char>(byte));
    AddByte(0xff);
  }
  void Add(uint64_t number) {
    for (int i = 0; i < 8; ++i, number >>= 8) AddByte(static_cast<unsigned char>(number));
  }

  uint64_t hash() const { return hash_; }

 private:
  void AddByte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }

  uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace tally
