// Telling: what a failed case was about. To tell it takes longer than to check it, so only what
// fails is told.
//
//   const Telling telling([&] { return TextOf(story); });
//   RC_ASSERT(...);

#pragma once

#include <rapidcheck.h>

#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace tally {

class Telling {
 public:
  explicit Telling(std::function<std::string()> tell) : tell_(std::move(tell)) {}
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;
  // RapidCheck fails a case by an exception, also while it shrinks.
  ~Telling() {
    if (std::uncaught_exceptions() > before_) RC_LOG() << tell_();
  }

 private:
  const std::function<std::string()> tell_;
  const int before_ = std::uncaught_exceptions();
};

}  // namespace tally
