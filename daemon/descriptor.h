// Descriptor: a file descriptor that is closed in the end.

#pragma once

#include <unistd.h>

#include <utility>

namespace tally {

class Descriptor {
 public:
  // Owns `number`; negative if there is none.
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.Release()) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  int number() const { return number_; }
  // Gives it away.
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace tally
