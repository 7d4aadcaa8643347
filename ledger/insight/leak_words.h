// Leak words: figures as leaks and findings tell them.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/money/fraction.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {

// Returns the number, as a decimal of 6 places if it has more.
inline std::string InWords(const Fraction& number) {
  v1::Line line;
  SetQuantity(number, line);
  return line.quantity();
}

// Returns the amount with its currency.
inline std::string InWords(const v1::Money& money) {
  return absl::StrCat(FormatAmount(money), " ", money.currency());
}

}  // namespace tally
