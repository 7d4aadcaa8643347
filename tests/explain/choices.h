// Choices: what a property test makes up.

#pragma once

#include <rapidcheck/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace tally {

template <class... Choices>
std::string OneOf(const Choices&... choices) {
  return *rc::gen::element(std::string(choices)...);
}

inline bool Maybe() { return *rc::gen::arbitrary<bool>(); }

inline int UpTo(int most) { return *rc::gen::inRange(0, most + 1); }

// A number with up to `decimals` decimals.
inline std::string NumberWith(int decimals) {
  const int places = UpTo(decimals);
  std::string text = absl::StrCat(UpTo(40));
  if (places == 0) return text;
  text.push_back('.');
  for (int i = 0; i < places; ++i) text.push_back(static_cast<char>('0' + UpTo(9)));
  return text;
}

}  // namespace tally
