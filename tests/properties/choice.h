// Choice: what properties make up, at its whole width from the first case on.
//
// RapidCheck starts with small figures and lets them grow with the number of cases; of calendars
// and plans the small ones are no likelier to be wrong. What is chosen shrinks to the first.

#pragma once

#include <rapidcheck.h>

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/money/decimal.h"

namespace tally {

// A number from `least` to `most`.
inline int Between(int least, int most) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1));
}

// True in one of so many cases.
inline bool OneIn(int chances) { return Between(1, chances) == chances; }

inline std::string OneOf(std::initializer_list<absl::string_view> texts) {
  return std::string(*(texts.begin() + Between(0, static_cast<int>(texts.size()) - 1)));
}

template <class Value>
Value AnyOf(std::initializer_list<Value> values) {
  return *(values.begin() + Between(0, static_cast<int>(values.size()) - 1));
}

// A number from 0 to `most` with up to `places` decimals, as text.
inline std::string NumberUpTo(int most, int places) {
  const int used = Between(0, places);
  const int64_t scale = PowerOfTen(used);
  const int64_t whole = Between(0, most);
  const int64_t rest = used == 0 || whole == most ? 0 : Between(0, static_cast<int>(scale) - 1);
  return Decimal::FromParts(whole * scale + rest, used)->ToString();
}

}  // namespace tally
